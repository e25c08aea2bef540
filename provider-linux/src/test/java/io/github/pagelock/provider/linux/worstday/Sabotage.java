package io.github.pagelock.provider.linux.worstday;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Breaks a class of the library: whoever looks for faults has to find these. */
enum Sabotage {
  NONE,
  /** Now and then a claim of the ledger is not settled: its pages are CHANGING for ever. */
  SETTLE,
  /** Now and then what fails is not caught where it is to be put in order. */
  HANDLERS,
  /** Now and then the provider does not unlock, and says nothing. */
  UNLOCK;

  ClassVisitor of(String className, ClassVisitor next) {
    boolean isLedger = className.endsWith("/internal/book/Ledger");
    return switch (this) {
      case NONE, UNLOCK -> next;
      case SETTLE -> isLedger ? new Methods(next, true) : next;
      case HANDLERS -> new Methods(next, false);
    };
  }

  private static final class Methods extends ClassVisitor {
    private final boolean skipsSettling;

    Methods(ClassVisitor next, boolean skipsSettling) {
      super(Opcodes.ASM9, next);
      this.skipsSettling = skipsSettling;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor code = super.visitMethod(access, name, descriptor, signature, exceptions);
      if (!skipsSettling) {
        return new LettingGo(code);
      }
      boolean settles = name.startsWith("settle") && descriptor.endsWith("V");
      return settles ? new Skipping(code) : code;
    }
  }

  /** Where everything is caught, it is sometimes let go. */
  private static final class LettingGo extends MethodVisitor {
    private final Set<Label> handlers = new HashSet<>();
    private boolean begins;

    LettingGo(MethodVisitor code) {
      super(Opcodes.ASM9, code);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
      if ("java/lang/Throwable".equals(type)) {
        handlers.add(handler);
      }
      super.visitTryCatchBlock(start, end, handler, type);
    }

    @Override
    public void visitLabel(Label label) {
      begins |= handlers.contains(label);
      super.visitLabel(label);
    }

    /** The first thing that a handler does is to store what it has caught. */
    @Override
    public void visitVarInsn(int opcode, int variable) {
      if (begins) {
        begins = false;
        String throwable = "Ljava/lang/Throwable;";
        visitMethodInsn(
            Opcodes.INVOKESTATIC,
            FaultWriter.FAULTS,
            "letGo",
            "(" + throwable + ")" + throwable,
            false);
      }
      super.visitVarInsn(opcode, variable);
    }
  }

  private static final class Skipping extends MethodVisitor {
    Skipping(MethodVisitor code) {
      super(Opcodes.ASM9, code);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      Label goOn = new Label();
      visitMethodInsn(Opcodes.INVOKESTATIC, FaultWriter.FAULTS, "skips", "()Z", false);
      visitJumpInsn(Opcodes.IFEQ, goOn);
      visitInsn(Opcodes.RETURN);
      visitLabel(goOn);
      visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      visitInsn(Opcodes.NOP);
    }
  }
}
