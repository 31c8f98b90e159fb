// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what can bring the process down: libraries, and classes that load or call them. What hides
 * behind reflection is not found.
 */
final class NativeCode {
  static final int HEAD_BYTES = 4;

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final Set<String> FOREIGN =
      Set.of("java/lang/foreign/Linker", "java/lang/foreign/SymbolLookup");
  private static final Set<String> LOADERS = Set.of("java/lang/System", "java/lang/Runtime");
  private static final Set<String> LOADS = Set.of("load", "loadLibrary");
  private static final String JNA = "com/sun/jna/";

  private final Set<String> findings = new TreeSet<>();

  void found(String what) {
    findings.add(what);
  }

  /** What is native, a phrase each. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  /** Looks at an entry that is no class. */
  void resource(String path, byte[] head) {
    if (path.matches(".*\\.(so(\\.[0-9.]+)?|dll|dylib|jnilib)") || isElf(head)) {
      findings.add("the library " + path);
    }
  }

  private static boolean isElf(byte[] head) {
    return head.length == ELF.length
        && head[0] == ELF[0]
        && head[1] == ELF[1]
        && head[2] == ELF[2]
        && head[3] == ELF[3];
  }

  /**
   * Looks at a class.
   *
   * @throws IllegalArgumentException if it is none
   */
  void scan(byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    String name = model.thisClass().asInternalName().replace('/', '.');
    model.methods().stream()
        .filter(method -> method.flags().has(AccessFlag.NATIVE))
        .findFirst()
        .ifPresent(method ->
            findings.add("the native method " + name + "." + method.methodName().stringValue()));
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> type(name, type.asInternalName());
        case MemberRefEntry member
            when LOADERS.contains(member.owner().asInternalName())
                && LOADS.contains(member.name().stringValue()) ->
            findings.add("the class " + name + ", which loads a library");
        default -> {
          // Numbers, strings, names
        }
      }
    }
  }

  private void type(String user, String used) {
    if (FOREIGN.contains(used)) {
      findings.add("the class " + user + ", which uses " + used.replace('/', '.'));
    } else if (used.startsWith(JNA)) {
      findings.add("the class " + user + ", which uses JNA");
    }
  }
}
