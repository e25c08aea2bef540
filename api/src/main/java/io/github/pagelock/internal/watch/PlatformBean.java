package io.github.pagelock.internal.watch;

import io.github.pagelock.LockStatisticsMXBean;
import io.github.pagelock.internal.base.JdkCode;
import io.github.pagelock.internal.base.SecondCopy;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * A bean in the platform's MBean server, which knows it weakly: else it would keep this library's
 * class loader alive (X6). Cannot be linked where java.management is missing.
 */
final class PlatformBean {
  private static final Pattern PLAIN = Pattern.compile("[\\w.-]+");
  private static final MBeanInfo NOTHING = new MBeanInfo("", "", null, null, null, null);
  private static final String DESCRIPTION = "Pagelock's statistics, by the copy " + SecondCopy.OWN;

  /** Keeps them reachable as long as this class is. */
  private static final Map<ObjectName, PlatformBean> REGISTERED = new HashMap<>();

  private final ObjectName name;

  /** What the server's object calls. */
  private final InvocationHandler handler;

  private PlatformBean(ObjectName name, LockStatisticsMXBean statistics) {
    this.name = name;
    DynamicMBean bean = new Described(statistics);
    this.handler =
        (proxy, method, arguments) -> {
          try {
            return method.invoke(bean, arguments);
          } catch (InvocationTargetException thrown) {
            throw Objects.requireNonNullElse(thrown.getCause(), thrown);
          }
        };
  }

  static PlatformBean register(String name, LockStatisticsMXBean statistics) {
    String value = PLAIN.matcher(name).matches() ? name : ObjectName.quote(name);
    try {
      ObjectName objectName = new ObjectName("io.github.pagelock:type=PageLocker,name=" + value);
      PlatformBean bean = new PlatformBean(objectName, statistics);
      synchronized (REGISTERED) {
        if (isOwn(objectName)) {
          throw new IllegalStateException(
              "another PageLocker is registered under the name " + name);
        }
        bean.register();
        REGISTERED.put(objectName, bean);
      }
      return bean;
    } catch (InstanceAlreadyExistsException taken) {
      throw new IllegalStateException("another MBean is registered under the name " + name, taken);
    } catch (JMException | ReflectiveOperationException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The bean of another copy of this library, as of an application that was redeployed, goes. */
  private void register() throws JMException, ReflectiveOperationException {
    Object weak =
        Proxy.newProxyInstance(
            ClassLoader.getPlatformClassLoader(),
            new Class<?>[] {DynamicMBean.class},
            weakly(handler));
    MBeanServer server = server();
    if (server.isRegistered(name) && isStatistics(name)) {
      server.unregisterMBean(name);
    }
    server.registerMBean(weak, name);
  }

  private static InvocationHandler weakly(InvocationHandler target)
      throws ReflectiveOperationException {
    MethodHandle invoke =
        JdkCode.PUBLIC.findVirtual(
            InvocationHandler.class,
            "invoke",
            MethodType.methodType(Object.class, Object.class, Method.class, Object[].class));
    return JdkCode.as(
        InvocationHandler.class,
        MethodHandles.collectArguments(
            JdkCode.ifThere(invoke), 0, JdkCode.get(new WeakReference<>(target))));
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private static boolean isOwn(ObjectName name) {
    return DESCRIPTION.equals(describe(name).getDescription());
  }

  private static boolean isStatistics(ObjectName name) {
    String className = describe(name).getClassName();
    return className.isEmpty() || className.equals(StatisticsBean.class.getName());
  }

  /** An empty one where there is none, or where it is gone with its class loader. */
  private static MBeanInfo describe(ObjectName name) {
    try {
      MBeanInfo info = server().getMBeanInfo(name);
      return info == null ? NOTHING : info;
    } catch (JMException | RuntimeException gone) {
      return NOTHING;
    }
  }

  String name() {
    return name.getCanonicalName();
  }

  void unregister() {
    synchronized (REGISTERED) {
      REGISTERED.remove(name, this);
      if (isOwn(name)) {
        try {
          server().unregisterMBean(name);
        } catch (InstanceNotFoundException goneAlready) {
          // Whoever has the MBean server may unregister what he likes.
        } catch (JMException impossible) {
          throw new AssertionError(impossible);
        }
      }
    }
  }

  static void unregisterAll() {
    List<PlatformBean> all;
    synchronized (REGISTERED) {
      all = List.copyOf(REGISTERED.values());
    }
    all.forEach(PlatformBean::unregister);
  }

  /** Says which copy of the library it belongs to. */
  private static final class Described extends StandardMBean {
    Described(LockStatisticsMXBean statistics) {
      super(statistics, LockStatisticsMXBean.class, true);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
      return DESCRIPTION;
    }
  }
}
