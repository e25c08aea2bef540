package io.github.pagelock.provider.linux.worstday;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes a class of the library fail on demand: before each allocation it asks {@link Faults#maybe},
 * its threads are {@link FailingThread}s, which are soon gone when idle, and its chunks are so
 * small that a megabyte has several.
 */
final class FaultWriter extends ClassVisitor {
  static final String FAULTS = "io/github/pagelock/provider/linux/worstday/Faults";
  private static final String FAILING_THREAD =
      "io/github/pagelock/provider/linux/worstday/FailingThread";
  private static final String THREAD = "java/lang/Thread";

  /** Sizes of chunks, in bytes: what lies between is divided by {@link #SHRINK}. */
  private static final long SMALLEST_SIZE = 1 << 20;

  private static final long LARGEST_SIZE = 64 << 20;
  private static final long SHRINK = 64;

  /** After which an idle thread ends; here it comes and goes all the time, and may not come. */
  private static final long IDLE_NANOS = 10_000_000_000L;

  private static final long SHORT_IDLE_NANOS = 1_000_000;

  private String className = "";

  FaultWriter(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    className = name.substring(name.lastIndexOf('/') + 1);
    super.visit(version, access, name, signature, superName, interfaces);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor code = super.visitMethod(access, name, descriptor, signature, exceptions);
    return name.equals("<clinit>") ? new Initializer(code) : new Body(code, name);
  }

  /** Nothing fails in it, nor in what it calls. */
  private static final class Initializer extends Smaller {
    Initializer(MethodVisitor code) {
      super(code);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      visitMethodInsn(Opcodes.INVOKESTATIC, FAULTS, "beginInitializing", "()V", false);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.RETURN) {
        visitMethodInsn(Opcodes.INVOKESTATIC, FAULTS, "endInitializing", "()V", false);
      }
      super.visitInsn(opcode);
    }
  }

  private static class Smaller extends MethodVisitor {
    Smaller(MethodVisitor code) {
      super(Opcodes.ASM9, code);
    }

    @Override
    public void visitLdcInsn(Object value) {
      super.visitLdcInsn(value instanceof Long number ? smaller(number) : value);
    }

    private static long smaller(long number) {
      if (number == IDLE_NANOS) {
        return SHORT_IDLE_NANOS;
      }
      boolean isSize =
          number >= SMALLEST_SIZE && number <= LARGEST_SIZE && Long.bitCount(number) == 1;
      return isSize ? number / SHRINK : number;
    }
  }

  private final class Body extends Smaller {
    private final String method;
    private int line;
    private int newThreads;

    Body(MethodVisitor code, String method) {
      super(code);
      this.method = method;
    }

    @Override
    public void visitLineNumber(int number, org.objectweb.asm.Label start) {
      line = number;
      super.visitLineNumber(number, start);
    }

    private void maybe(String what) {
      int site = Faults.addSite(className + "." + method + ":" + line + " " + what);
      super.visitLdcInsn(site);
      super.visitMethodInsn(Opcodes.INVOKESTATIC, FAULTS, "maybe", "(I)V", false);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      boolean isThread = opcode == Opcodes.NEW && type.equals(THREAD);
      newThreads += isThread ? 1 : 0;
      super.visitTypeInsn(opcode, isThread ? FAILING_THREAD : type);
      if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
        // After it, because frames know an object without its constructor by where NEW is.
        maybe("new " + type.substring(type.lastIndexOf('/') + 1));
      }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      if (opcode == Opcodes.NEWARRAY) {
        maybe("new array");
      }
      super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      maybe("new array");
      super.visitMultiANewArrayInsn(descriptor, dimensions);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      if (!descriptor.startsWith("()")) { // what captures nothing is made once
        maybe("lambda or text");
      }
      super.visitInvokeDynamicInsn(
          name,
          descriptor,
          bootstrap,
          Arrays.stream(arguments).map(FaultWriter::failing).toArray());
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (owner.equals(THREAD) && name.equals("start")) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, FAULTS, name, "(L" + THREAD + ";)V", false);
        return;
      }
      if (AllocatingCalls.contains(owner, name, descriptor)) {
        maybe(owner.substring(owner.lastIndexOf('/') + 1) + "." + name);
      }
      String actual = owner;
      if (owner.equals(THREAD) && name.equals("<init>") && newThreads > 0) {
        newThreads--;
        actual = FAILING_THREAD;
      }
      super.visitMethodInsn(opcode, actual, name, descriptor, isInterface);
    }
  }

  /** Thread::start and Thread::new. */
  private static Object failing(Object argument) {
    if (!(argument instanceof Handle handle) || !handle.getOwner().equals(THREAD)) {
      return argument;
    }
    return switch (handle.getName()) {
      case "start" ->
          new Handle(Opcodes.H_INVOKESTATIC, FAULTS, "start", "(L" + THREAD + ";)V", false);
      case "<init>" ->
          new Handle(handle.getTag(), FAILING_THREAD, "<init>", handle.getDesc(), false);
      default -> argument;
    };
  }
}
