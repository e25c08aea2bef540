package io.github.pagelock.internal;

import io.github.pagelock.LockStatisticsMXBean;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/** A bean in the platform's MBean server. Cannot be linked where java.management is missing. */
final class PlatformBean {
  private static final Pattern PLAIN = Pattern.compile("[\\w.-]+");

  private final ObjectName name;

  private PlatformBean(ObjectName name) {
    this.name = name;
  }

  static PlatformBean register(String name, LockStatisticsMXBean statistics) {
    String value = PLAIN.matcher(name).matches() ? name : ObjectName.quote(name);
    try {
      ObjectName objectName = new ObjectName("io.github.pagelock:type=PageLocker,name=" + value);
      ManagementFactory.getPlatformMBeanServer().registerMBean(statistics, objectName);
      return new PlatformBean(objectName);
    } catch (InstanceAlreadyExistsException taken) {
      throw new IllegalStateException(
          "another PageLocker is registered under the name " + name, taken);
    } catch (JMException impossible) {
      throw new AssertionError(impossible);
    }
  }

  String name() {
    return name.getCanonicalName();
  }

  void unregister() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (InstanceNotFoundException goneAlready) {
      // Whoever has the MBean server may unregister what he likes.
    } catch (JMException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
