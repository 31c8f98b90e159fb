// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What holds for every command. */
class CommandsTest {

  @TestFactory
  Stream<DynamicTest> registersEveryCommandOfItsClass() {
    return classes()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getValue().getSimpleName(),
                () ->
                    assertEquals(
                        described(entry.getValue())
                            .map(Method::getName)
                            .collect(Collectors.toCollection(TreeSet::new)),
                        registered(entry.getValue(), entry.getKey()))));
  }

  @TestFactory
  Stream<DynamicTest> describesEveryParameter() {
    return classes()
        .flatMap(entry -> described(entry.getValue()))
        .map(method ->
            DynamicTest.dynamicTest(
                method.toString(),
                () -> {
                  assertFalse(method.getAnnotation(Descriptor.class).value().isBlank());
                  for (Parameter parameter : method.getParameters()) {
                    assertTrue(
                        parameter.isAnnotationPresent(Descriptor.class)
                            || parameter.getType() == CommandSession.class,
                        parameter.toString());
                  }
                }));
  }

  private static Stream<Map.Entry<String, Class<? extends Commands>>> classes() {
    return CommandClasses.BY_SCOPE.entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(type -> Map.entry(entry.getKey(), type)));
  }

  private static Stream<Method> described(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Descriptor.class));
  }

  /** From the component description that is shipped. */
  private static Set<String> registered(Class<?> type, String scope) throws IOException {
    try (InputStream stream = type.getResourceAsStream("/OSGI-INF/" + type.getName() + ".xml")) {
      String xml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(List.of(scope), property(xml, "osgi.command.scope"));
      return new TreeSet<>(property(xml, "osgi.command.function"));
    }
  }

  private static List<String> property(String xml, String name) {
    Matcher element =
        Pattern.compile("<property name=\"" + name + "\"([^>]*?)(?:/>|>([^<]*)</property>)")
            .matcher(xml);
    assertEquals(true, element.find(), xml);
    Matcher value = Pattern.compile("value=\"([^\"]*)\"").matcher(element.group(1));
    return value.find()
        ? List.of(value.group(1))
        : element.group(2).strip().lines().map(String::strip).toList();
  }
}
