// SPDX-License-Identifier: Apache-2.0
package org.tactus.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.tactus.api.RefusedException;
import org.tactus.engine.SwapReport;
import org.tactus.engine.SwapRequest;
import org.tactus.hygiene.ClassLoaderWatch;
import org.tactus.hygiene.LeakDetector;
import org.tactus.hygiene.Retainer;
import org.tactus.hygiene.StrayThread;
import org.tactus.itests.hostile.HostileBundle;
import org.tactus.notation.Graph;

/** What stays of a vendor's bundle that was in a pipeline: nothing, or what is named. */
public class CollectionIT extends DistributionExam {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String JARS = "tactus.test.hostile";

  @Inject LeakDetector detector;

  /** The jars are made outside of the framework, where bnd is. */
  @Configuration
  @Override
  public Option[] distribution() throws IOException {
    Path folder = Files.createTempDirectory(Path.of(scratch()), "hostile");
    for (HostileBundle each :
        List.of(
            HostileBundle.GOOD,
            HostileBundle.GOOD_TWO,
            HostileBundle.THROWS_IN_PROCESS,
            HostileBundle.THROWS_IN_PREPARE,
            HostileBundle.EXITS,
            HostileBundle.LEAKS_THREAD,
            HostileBundle.LEAKS_THREAD_LOCAL,
            HostileBundle.LEAKS_HOOK,
            HostileBundle.LEAKS_M_BEAN)) {
      try {
        each.writeTo(folder);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    return CoreOptions.options(
        CoreOptions.composite(super.distribution()),
        CoreOptions.frameworkProperty(JARS).value(folder.toString()));
  }

  private Bundle start(String name) throws Exception {
    String version = name.equals("goodtwo") ? "2.0.0" : "1.0.0";
    String jar = "com.example.hostile." + name.replace("two", "") + "-" + version + ".jar";
    Path file = Path.of(context.getProperty(JARS), jar);
    Bundle bundle = context.installBundle(file.toUri().toString());
    bundle.start();
    return bundle;
  }

  private static void assertCollected(ClassLoaderWatch watch) throws Exception {
    if (!watch.awaitCollection(LIMIT)) {
      List<Retainer> all = new ArrayList<>(watch.retainers());
      all.addAll(watch.heapPath());
      throw new AssertionError(watch.bundle() + " is kept: " + all);
    }
  }

  @Test
  public void aBundleThatWasEditedOutOfARunningPipelineGoes() throws Exception {
    run("pa", "tone() -> null()");
    for (int i = 0; i < 5; i++) {
      Bundle good = start("good");
      pipelines.edit("pa", Graph.parse("tone() -> x: good() -> null()"));
      assertCyclesGoOn("pa");
      pipelines.edit("pa", Graph.parse("tone() -> null()"));
      ClassLoaderWatch watch = detector.watch(good);
      good.uninstall();
      assertCollected(watch);
      assertCyclesGoOn("pa");
    }
  }

  @Test
  public void aBundleWhosePipelineWasRemovedGoes() throws Exception {
    Bundle good = start("good");
    run("pb", "tone() -> x: good() -> null()");
    assertCyclesGoOn("pb");
    pipelines.remove("pb");
    ClassLoaderWatch watch = detector.watch(good);
    good.uninstall();
    assertCollected(watch);
  }

  @Test
  public void aBundleThatIsUninstalledUnderItsPipelineGoes() throws Exception {
    Bundle good = start("good");
    run("pc", "tone() -> x: good() -> null()");
    assertCyclesGoOn("pc");
    ClassLoaderWatch watch = detector.watch(good);
    good.uninstall();
    assertCyclesGoOn("pc");
    assertCollected(watch);
  }

  @Test
  public void anUpdatedBundlesOldClassesGo() throws Exception {
    Bundle good = start("good");
    run("pd", "tone() -> x: good() -> null()");
    ClassLoaderWatch watch = detector.watch(good);
    good.update();
    assertCyclesGoOn("pd");
    assertCollected(watch);
    assertFalse("another class loader, another watch", detector.watch(good) == watch);
    good.uninstall();
  }

  @Test
  public void aBundleThatWasReplacedByASwapGoes() throws Exception {
    Bundle old = start("good");
    run("ps", "tone() -> x: good() -> null()");
    for (int i = 0; i < 4; i++) {
      Bundle next = start(i % 2 == 0 ? "goodtwo" : "good");
      SwapRequest request =
          SwapRequest.of("good")
              .withService((long) next.getRegisteredServices()[0].getProperty("service.id"))
              .withProbation(Duration.ofMillis(100));
      SwapReport report = pipelines.swap("ps", "x", request);
      assertEquals(report.toString(), SwapReport.Outcome.SWAPPED, report.outcome());
      ClassLoaderWatch watch = detector.watch(old);
      old.uninstall();
      assertCollected(watch);
      assertCyclesGoOn("ps");
      old = next;
    }
  }

  @Test
  public void aBundleThatThrewGoesWithItsExceptions() throws Exception {
    for (String name : List.of("throwsinprocess", "throwsinprepare", "exits")) {
      Bundle thrower = start(name);
      try {
        run("pe", "tone() -> x: " + name + "() -> null()");
        await(
            "bypassed",
            () -> status("pe").nodes().stream().anyMatch(node -> !node.message().isEmpty()));
      } catch (RefusedException e) {
        assertTrue(e.getMessage(), e.getMessage().contains(name));
      }
      removePipelines();
      ClassLoaderWatch watch = detector.watch(thrower);
      thrower.uninstall();
      assertCollected(watch);
    }
  }

  @Test
  public void aThreadLeftBehindIsNamedAndStopped() throws Exception {
    Bundle leaky = start("leaksthread");
    await("it runs", () -> !detector.threads(leaky).getFirst().at().isEmpty());
    StrayThread thread = detector.threads(leaky).getFirst();
    assertEquals("hostile-poll", thread.name());
    assertTrue(thread.toString(), thread.owned());
    assertEquals(
        "thread 'hostile-poll' (started by bundle com.example.hostile.leaksthread 1.0.0) still runs"
            + " in com.example.hostile.leaksthread.Poll.run",
        thread.sentence());
    ClassLoaderWatch watch = detector.watch(leaky);
    leaky.uninstall();
    assertEquals(Retainer.Kind.THREAD, watch.retainers().getFirst().kind());
    await("stopped", () -> watch.retainers().isEmpty());
    assertCollected(watch);
    assertTrue(detector.retained().stream().noneMatch(each -> each == watch));
  }

  @Test
  public void whatKeepsClassesIsNamed() throws Exception {
    for (String name : List.of("leakshook", "leaksmbean")) {
      Bundle leaky = start(name);
      run("pg", "tone() -> x: " + name + "() -> null()");
      removePipelines();
      ClassLoaderWatch watch = detector.watch(leaky);
      leaky.uninstall();
      assertFalse(watch.awaitCollection(Duration.ofSeconds(1)));
      assertTrue(detector.retained().contains(watch));
      Retainer retainer = watch.retainers().getFirst();
      assertEquals(
          name.equals("leakshook") ? Retainer.Kind.SHUTDOWN_HOOK : Retainer.Kind.MBEAN,
          retainer.kind());
      assertTrue(
          retainer.sentence(),
          retainer
              .sentence()
              .contains(name.equals("leakshook") ? "'hostile-hook'" : "com.example.hostile"));
      assertEquals(Retainer.Kind.HEAP_PATH, watch.heapPath().getFirst().kind());
    }
  }
}
