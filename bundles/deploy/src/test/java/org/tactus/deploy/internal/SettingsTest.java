// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tactus.api.RefusedException;

/** The configuration, good and bad. */
class SettingsTest {
  private static final Path DIRECTORY = Path.of("/instance/config");

  private static Settings settings(Map<String, Object> values) throws RefusedException {
    DeployConfiguration configuration =
        (DeployConfiguration)
            Proxy.newProxyInstance(
                DeployConfiguration.class.getClassLoader(),
                new Class<?>[] {DeployConfiguration.class},
                (_, method, _) ->
                    values.getOrDefault(
                        method.getName().replace('_', '.'), method.getDefaultValue()));
    return Settings.of(configuration, values, DIRECTORY);
  }

  @Test
  void defaults() throws Exception {
    Settings settings = settings(Map.of("service.pid", Settings.PID));
    assertEquals(Settings.defaults(DIRECTORY), settings);
    assertEquals(SignaturePolicy.WARN, settings.signatures());
    assertEquals(Path.of("/instance/config/trust"), settings.trust());
    assertEquals(Duration.ofSeconds(5), settings.activation());
    assertFalse(settings.trusts("com.example.a"));
  }

  @Test
  void trustedNamesMayHaveStars() throws Exception {
    Settings settings = settings(Map.of("trusted", "com.example.a*, org.x ,"));
    assertTrue(settings.trusts("com.example.abc"));
    assertTrue(settings.trusts("org.x"));
    assertFalse(settings.trusts("org.xy"));
    assertFalse(settings.trusts("comXexample.a"));
    assertFalse(settings.trusts("net.com.example.a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "signatures | always | give off, warn or require",
        "signature | warn | unknown key signature; use activation.seconds, kept, signatures",
      })
  void badWordsAreRefused(String key, String value, String part) {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> settings(Map.of(key, value)));
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"activation.seconds,0", "activation.seconds,601", "kept,0", "kept,1001"})
  void badNumbersAreRefused(String key, int value) {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> settings(Map.of(key, value)));
    assertTrue(refused.getMessage().contains(key + " = " + value), refused.getMessage());
  }
}
