// SPDX-License-Identifier: Apache-2.0
package org.tactus.hygiene.internal;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Optional;

/** A method of the JDK whose calls are guarded, each by a method that is added to the caller. */
// Nominal descriptors are immutable.
@SuppressWarnings("ImmutableEnumChecker")
enum Guarded {
  SYSTEM_EXIT("java.lang.System", "exit", true, Types.STATUS),
  RUNTIME_EXIT("java.lang.Runtime", "exit", false, Types.STATUS),
  RUNTIME_HALT("java.lang.Runtime", "halt", false, Types.STATUS),
  RUNTIME_ADD_SHUTDOWN_HOOK(
      "java.lang.Runtime",
      "addShutdownHook",
      false,
      MethodTypeDesc.of(ConstantDescs.CD_void, Types.THREAD)),
  SIGNAL_RAISE(
      "sun.misc.Signal", "raise", true, MethodTypeDesc.of(ConstantDescs.CD_void, Types.SIGNAL)),
  METHOD_INVOKE(
      "java.lang.reflect.Method",
      "invoke",
      false,
      MethodTypeDesc.of(
          ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_Object.arrayType())),
  LOOKUP_FIND_STATIC(Types.LOOKUP_NAME, "findStatic", false, Types.FIND),
  LOOKUP_FIND_VIRTUAL(Types.LOOKUP_NAME, "findVirtual", false, Types.FIND),
  LOOKUP_BIND(
      Types.LOOKUP_NAME,
      "bind",
      false,
      MethodTypeDesc.of(
          ConstantDescs.CD_MethodHandle,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_String,
          ConstantDescs.CD_MethodType)),
  LOOKUP_UNREFLECT(
      Types.LOOKUP_NAME,
      "unreflect",
      false,
      MethodTypeDesc.of(ConstantDescs.CD_MethodHandle, Types.METHOD));

  /** Descriptors that constants need before they are there. */
  static final class Types {
    static final String LOOKUP_NAME = "java.lang.invoke.MethodHandles$Lookup";
    static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
    static final ClassDesc SIGNAL = ClassDesc.of("sun.misc.Signal");
    static final ClassDesc METHOD = ClassDesc.of("java.lang.reflect.Method");
    static final MethodTypeDesc STATUS =
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
    static final MethodTypeDesc FIND =
        MethodTypeDesc.of(
            ConstantDescs.CD_MethodHandle,
            ConstantDescs.CD_Class,
            ConstantDescs.CD_String,
            ConstantDescs.CD_MethodType);

    private Types() {}
  }

  private static final Guarded[] ALL = values();

  final ClassDesc owner;
  final String method;
  final boolean isStatic;
  final MethodTypeDesc type;

  Guarded(String owner, String method, boolean isStatic, MethodTypeDesc type) {
    this.owner = ClassDesc.of(owner);
    this.method = method;
    this.isStatic = isStatic;
    this.type = type;
  }

  /** What is called by these names and this type; empty if it is not guarded. */
  static Optional<Guarded> of(ClassDesc owner, String method, MethodTypeDesc type) {
    for (Guarded each : ALL) {
      if (each.method.equals(method) && each.owner.equals(owner) && each.type.equals(type)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** What a handle calls; empty if it is not guarded. */
  static Optional<Guarded> of(DirectMethodHandleDesc handle) {
    return switch (handle.kind()) {
      case STATIC, INTERFACE_STATIC, VIRTUAL, SPECIAL, INTERFACE_SPECIAL, INTERFACE_VIRTUAL -> {
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(handle.lookupDescriptor());
        yield of(handle.owner(), handle.methodName(), type);
      }
      default -> Optional.empty();
    };
  }

  /** The type of the method that stands in for it: static, with the receiver first. */
  MethodTypeDesc standInType() {
    return isStatic ? type : type.insertParameterTypes(0, owner);
  }

  /** The name of the method that stands in for it. */
  String standInName() {
    return "tactus$" + owner.displayName().replace('$', '_') + "$" + method;
  }

  /** What the operator reads, up to the opening parenthesis. */
  String callName() {
    return owner.displayName() + "." + method;
  }

  /** Whether it ends the process, whatever its arguments. */
  boolean endsProcess() {
    return ordinal() <= RUNTIME_HALT.ordinal() || this == SIGNAL_RAISE;
  }
}
