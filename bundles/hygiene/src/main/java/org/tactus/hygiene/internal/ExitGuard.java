// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites classes so that their calls of methods that end the process throw a SecurityException in
 * their place. What it adds refers to {@code java.*} alone, which every bundle sees: a report goes
 * to the logger {@link #LOGGER} of {@code java.util.logging}.
 *
 * <p>Calls by reflection and by method handles are seen where the class itself makes them; a
 * library that does so for it, native code, and classes that a vendor defines by a loader of its
 * own are not.
 */
final class ExitGuard {

  /** The name of the logger that woven classes report to. */
  static final String LOGGER = "org.tactus.hygiene.exit";

  private static final ClassDesc LOGGER_CLASS = ClassDesc.of("java.util.logging.Logger");
  private static final ClassDesc LEVEL = ClassDesc.of("java.util.logging.Level");
  private static final ClassDesc SECURITY_EXCEPTION = ClassDesc.of("java.lang.SecurityException");
  private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
  private static final ClassDesc RUNTIME = ClassDesc.of("java.lang.Runtime");
  private static final String STOP = "tactus$stop";
  private static final String CHECK = "tactus$check";
  private static final MethodTypeDesc STOP_TYPE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
  private static final MethodTypeDesc CHECK_TYPE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Class, ConstantDescs.CD_String);

  /** Static methods of interfaces, and handles, are of this version. */
  private static final int OLDEST_MAJOR = ClassFile.JAVA_8_VERSION;

  private static final int HELPER_FLAGS =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  private final String bundle;
  private final ClassFile classFile;

  /**
   * A guard.
   *
   * @param bundle the bundle's name and version, for the sentence
   * @param loader its class loader, for the resources of its classes: none is loaded
   */
  ExitGuard(String bundle, ClassLoader loader) {
    this.bundle = bundle;
    this.classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.defaultResolver()
                    .orElse(ClassHierarchyResolver.ofResourceParsing(loader))
                    .cached()));
  }

  /**
   * Rewrites a class.
   *
   * @return the new class; empty if it has nothing to guard
   * @throws IllegalArgumentException if it cannot be rewritten, or would not be verified after it
   */
  Optional<byte[]> guard(byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    if (!refersToGuarded(model)) {
      return Optional.empty();
    }
    boolean isInterface = model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
    if (isInterface && model.majorVersion() < OLDEST_MAJOR) {
      throw new IllegalArgumentException("an interface of class file " + model.majorVersion());
    }
    Rewriting rewriting = new Rewriting(model.thisClass().asSymbol(), isInterface);
    byte[] guarded =
        classFile.transformClass(
            model,
            ClassTransform.transformingMethodBodies(rewriting)
                .andThen(ClassTransform.endHandler(rewriting::addHelpers)));
    if (rewriting.used.isEmpty()) {
      return Optional.empty();
    }
    List<VerifyError> errors = classFile.verify(guarded);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(errors.getFirst().getMessage());
    }
    return Optional.of(guarded);
  }

  private static boolean refersToGuarded(ClassModel model) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member
          && member.type().stringValue().startsWith("(")
          && guarded(member).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Guarded> guarded(MemberRefEntry member) {
    return member.owner().asInternalName().startsWith("[")
        ? Optional.empty()
        : Guarded.of(
            member.owner().asSymbol(),
            member.name().stringValue(),
            MethodTypeDesc.ofDescriptor(member.type().stringValue()));
  }

  /** The rewriting of one class. */
  private final class Rewriting implements CodeTransform {
    private final ClassDesc self;
    private final boolean isInterface;
    private final Set<Guarded> used = EnumSet.noneOf(Guarded.class);

    Rewriting(ClassDesc self, boolean isInterface) {
      this.self = self;
      this.isInterface = isInterface;
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      switch (element) {
        case InvokeInstruction invoke -> {
          Optional<Guarded> target = guarded(invoke.method());
          if (target.isPresent()) {
            used.add(target.get());
            builder.invokestatic(
                self, target.get().standInName(), target.get().standInType(), isInterface);
          } else {
            builder.with(element);
          }
        }
        case InvokeDynamicInstruction dynamic -> accept(builder, dynamic);
        case ConstantInstruction.LoadConstantInstruction load -> {
          ConstantDesc constant = load.constantValue();
          ConstantDesc replaced = replaced(constant);
          if (replaced.equals(constant)) {
            builder.with(element);
          } else {
            builder.loadConstant(replaced);
          }
        }
        default -> builder.with(element);
      }
    }

    private void accept(CodeBuilder builder, InvokeDynamicInstruction dynamic) {
      List<ConstantDesc> before = dynamic.bootstrapArgs();
      List<ConstantDesc> after = before.stream().map(this::replaced).toList();
      if (after.equals(before)) {
        builder.with(dynamic);
      } else {
        builder.invokedynamic(
            DynamicCallSiteDesc.of(
                dynamic.bootstrapMethod(),
                dynamic.name().stringValue(),
                dynamic.typeSymbol(),
                after.toArray(ConstantDesc[]::new)));
      }
    }

    private ConstantDesc replaced(ConstantDesc constant) {
      return switch (constant) {
        case DirectMethodHandleDesc handle -> {
          Optional<Guarded> target = Guarded.of(handle);
          if (target.isEmpty()) {
            yield constant;
          }
          used.add(target.get());
          yield MethodHandleDesc.ofMethod(
              isInterface
                  ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
                  : DirectMethodHandleDesc.Kind.STATIC,
              self,
              target.get().standInName(),
              target.get().standInType());
        }
        case DynamicConstantDesc<?> dynamic -> {
          List<ConstantDesc> before = dynamic.bootstrapArgsList();
          List<ConstantDesc> after = before.stream().map(this::replaced).toList();
          yield after.equals(before)
              ? constant
              : DynamicConstantDesc.ofNamed(
                  dynamic.bootstrapMethod(),
                  dynamic.constantName(),
                  dynamic.constantType(),
                  after.toArray(ConstantDesc[]::new));
        }
        default -> constant;
      };
    }

    private void addHelpers(ClassBuilder builder) {
      if (used.isEmpty()) {
        return;
      }
      for (Guarded each : used) {
        builder.withMethodBody(
            each.standInName(), each.standInType(), HELPER_FLAGS, code -> standIn(code, each));
      }
      builder.withMethodBody(STOP, STOP_TYPE, HELPER_FLAGS, this::stop);
      builder.withMethodBody(CHECK, CHECK_TYPE, HELPER_FLAGS, this::check);
    }

    private void standIn(CodeBuilder code, Guarded target) {
      if (target.endsProcess()) {
        callText(code, target);
        code.invokestatic(self, STOP, STOP_TYPE, isInterface).return_();
        return;
      }
      switch (target) {
        case RUNTIME_ADD_SHUTDOWN_HOOK -> {
          code.loadConstant("bundle " + bundle + " added the shutdown hook '")
              .aload(1)
              .invokevirtual(
                  Guarded.Types.THREAD, "getName", MethodTypeDesc.of(ConstantDescs.CD_String));
          concatenate(code);
          code.loadConstant("', which keeps its classes until the process ends");
          concatenate(code);
          code.astore(2);
          report(code, "WARNING", 2);
        }
        case METHOD_INVOKE -> checkMethod(code, 0);
        case LOOKUP_UNREFLECT -> checkMethod(code, 1);
        case LOOKUP_FIND_STATIC, LOOKUP_FIND_VIRTUAL ->
            code.aload(1).aload(2).invokestatic(self, CHECK, CHECK_TYPE, isInterface);
        case LOOKUP_BIND ->
            code.aload(1)
                .invokevirtual(
                    ConstantDescs.CD_Object, "getClass", MethodTypeDesc.of(ConstantDescs.CD_Class))
                .aload(2)
                .invokestatic(self, CHECK, CHECK_TYPE, isInterface);
        default -> throw new IllegalArgumentException(target.toString());
      }
      int slot = 0;
      for (ClassDesc parameter : target.standInType().parameterList()) {
        TypeKind kind = TypeKind.from(parameter);
        code.loadLocal(kind, slot);
        slot += kind.slotSize();
      }
      code.invokevirtual(target.owner, target.method, target.type)
          .return_(TypeKind.from(target.type.returnType()));
    }

    /** Leaves the text of a call with its status on the stack. */
    private void callText(CodeBuilder code, Guarded target) {
      if (target == Guarded.SIGNAL_RAISE) {
        code.loadConstant("Signal.raise()");
        return;
      }
      code.loadConstant(target.callName() + "(")
          .iload(target.isStatic ? 0 : 1)
          .invokestatic(
              ConstantDescs.CD_String,
              "valueOf",
              MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_int));
      concatenate(code);
      code.loadConstant(")");
      concatenate(code);
    }

    private void checkMethod(CodeBuilder code, int slot) {
      code.aload(slot)
          .invokevirtual(
              Guarded.Types.METHOD, "getDeclaringClass", MethodTypeDesc.of(ConstantDescs.CD_Class))
          .aload(slot)
          .invokevirtual(
              Guarded.Types.METHOD, "getName", MethodTypeDesc.of(ConstantDescs.CD_String))
          .invokestatic(self, CHECK, CHECK_TYPE, isInterface);
    }

    /** {@code tactus$stop(String call)}: reports and throws. */
    private void stop(CodeBuilder code) {
      code.loadConstant("bundle " + bundle + " called ").aload(0);
      concatenate(code);
      code.loadConstant("; the call was stopped; ask its vendor");
      concatenate(code);
      code.astore(1);
      report(code, "SEVERE", 1);
      code.new_(SECURITY_EXCEPTION)
          .dup()
          .aload(1)
          .invokespecial(
              SECURITY_EXCEPTION,
              ConstantDescs.INIT_NAME,
              MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
          .athrow();
    }

    /** {@code tactus$check(Class owner, String method)}: stops exit and halt. */
    private void check(CodeBuilder code) {
      Label owned = code.newLabel();
      Label named = code.newLabel();
      Label done = code.newLabel();
      code.aload(0)
          .loadConstant(SYSTEM)
          .if_acmpeq(owned)
          .aload(0)
          .loadConstant(RUNTIME)
          .if_acmpne(done)
          .labelBinding(owned);
      for (String name : List.of("exit", "halt")) {
        code.loadConstant(name)
            .aload(1)
            .invokevirtual(
                ConstantDescs.CD_String,
                "equals",
                MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object))
            .ifne(named);
      }
      code.goto_(done)
          .labelBinding(named)
          .aload(0)
          .invokevirtual(
              ConstantDescs.CD_Class, "getSimpleName", MethodTypeDesc.of(ConstantDescs.CD_String))
          .loadConstant(".");
      concatenate(code);
      code.aload(1);
      concatenate(code);
      code.loadConstant(" by reflection");
      concatenate(code);
      code.invokestatic(self, STOP, STOP_TYPE, isInterface).labelBinding(done).return_();
    }

    private void concatenate(CodeBuilder code) {
      code.invokevirtual(
          ConstantDescs.CD_String,
          "concat",
          MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_String));
    }

    /** Logs the text in a slot, with the bundle as the record's parameter. */
    private void report(CodeBuilder code, String level, int textSlot) {
      code.loadConstant(LOGGER)
          .invokestatic(
              LOGGER_CLASS, "getLogger", MethodTypeDesc.of(LOGGER_CLASS, ConstantDescs.CD_String))
          .getstatic(LEVEL, level, LEVEL)
          .aload(textSlot)
          .loadConstant(bundle)
          .invokevirtual(
              LOGGER_CLASS,
              "log",
              MethodTypeDesc.of(
                  ConstantDescs.CD_void, LEVEL, ConstantDescs.CD_String, ConstantDescs.CD_Object));
    }
  }
}
