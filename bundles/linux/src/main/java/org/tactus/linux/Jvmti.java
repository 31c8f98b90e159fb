// SPDX-License-Identifier: Apache-2.0
package org.tactus.linux;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Map;

/**
 * The JVM's tool interface in a JVM that was started without an agent. Function numbers and bits
 * are those of the JVM Tool Interface 1.2 and the JNI invocation interface, which never change.
 * Control threads call.
 */
public final class Jvmti {
  private static final int JVMTI_VERSION_1_2 = 0x30010200;
  private static final int JNI_OK = 0;
  private static final int JVMTI_ERROR_NONE = 0;
  private static final int JVMTI_ERROR_THREAD_NOT_ALIVE = 15;
  private static final int RTLD_NOW = 2;

  /** JNIInvokeInterface: three reserved, DestroyJavaVM, two of attaching and detaching. */
  private static final int GET_ENV = 6;

  /** jvmtiInterface_1 counts from 1. */
  private static final int STOP_THREAD = 7 - 1;

  private static final int ADD_CAPABILITIES = 142 - 1;
  private static final int CAPABILITIES_BYTES = 16;
  private static final int CAN_SIGNAL_THREAD = 10;
  private static final Map<String, Object> WITH_OBJECTS =
      Map.of(Library.OPTION_ALLOW_OBJECTS, true);

  private final Pointer environment;

  /**
   * Opens it.
   *
   * @throws IllegalStateException with one sentence where this JVM has none
   */
  public Jvmti() {
    environment = environment(virtualMachine());
    try (Memory capabilities = new Memory(CAPABILITIES_BYTES)) {
      capabilities.clear();
      capabilities.setByte(
          CAN_SIGNAL_THREAD / Byte.SIZE, (byte) (1 << CAN_SIGNAL_THREAD % Byte.SIZE));
      int error = call(environment, ADD_CAPABILITIES, capabilities);
      if (error != JVMTI_ERROR_NONE) {
        throw new IllegalStateException(
            "This JVM does not let threads be stopped (JVMTI error "
                + error
                + "); use a HotSpot JVM and load no agent that takes can_signal_thread");
      }
    }
  }

  private static Pointer virtualMachine() {
    Path library = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
    try (Memory machine = new Memory(Native.POINTER_SIZE);
        Memory count = new Memory(Integer.BYTES)) {
      int error =
          NativeLibrary.getInstance(library.toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW))
              .getFunction("JNI_GetCreatedJavaVMs")
              .invokeInt(new Object[] {machine, 1, count});
      if (error != JNI_OK || count.getInt(0) != 1) {
        throw new IllegalStateException(
            "This JVM does not show itself to native code (JNI error " + error + "); use HotSpot");
      }
      return machine.getPointer(0);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "This JVM has no " + library + " to stop threads with; use HotSpot", e);
    }
  }

  private static Pointer environment(Pointer machine) {
    try (Memory result = new Memory(Native.POINTER_SIZE)) {
      int error = call(machine, GET_ENV, result, JVMTI_VERSION_1_2);
      if (error != JNI_OK) {
        throw new IllegalStateException(
            "This JVM has no tool interface (JNI error " + error + "); use HotSpot");
      }
      return result.getPointer(0);
    }
  }

  /** Calls a function of an interface: the first word of an object points to its table. */
  private static int call(Pointer object, int number, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = object;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Pointer function = object.getPointer(0).getPointer(Native.POINTER_SIZE * (long) number);
    return (Integer) Function.getFunction(function).invoke(int.class, all, WITH_OBJECTS);
  }

  /**
   * Throws into a thread as soon as it runs Java code and can be interrupted there; a thread that
   * has ended is left alone.
   *
   * @param thread a platform thread that was started
   * @param thrown what it is to throw
   * @throws IllegalStateException with one sentence where the JVM refuses
   */
  public void stopThread(Thread thread, Throwable thrown) {
    int error = call(environment, STOP_THREAD, thread, thrown);
    if (error != JVMTI_ERROR_NONE && error != JVMTI_ERROR_THREAD_NOT_ALIVE) {
      throw new IllegalStateException(
          "The thread '"
              + thread.getName()
              + "' cannot be stopped (JVMTI error "
              + error
              + "); restart the instance");
    }
  }
}
