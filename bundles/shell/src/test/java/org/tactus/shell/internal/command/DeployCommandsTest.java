// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tactus.api.RefusedException;
import org.tactus.deploy.DeployedBundle;
import org.tactus.deploy.Deployer;
import org.tactus.deploy.DeploymentEvent;
import org.tactus.deploy.DeploymentPlan;
import org.tactus.deploy.DeploymentReport;
import org.tactus.deploy.DeploymentReport.Action;
import org.tactus.deploy.DeploymentReport.OldClassLoader;
import org.tactus.deploy.PlannedSwap;
import org.tactus.deploy.Signature;
import org.tactus.engine.SwapReport;

/** The commands of deployment, as they are typed and read. */
class DeployCommandsTest {
  private static final String SHA = "0123456789abcdef".repeat(4);
  private static final Signature UNSIGNED =
      new Signature(Signature.Status.UNSIGNED, "", "a.jar is not signed: sign it.");

  private final DeployCommands commands = new DeployCommands();
  private final GogoSession gogo = new GogoSession().with("deploy", commands);

  DeployCommandsTest() {
    commands.deployer = new Deployments();
  }

  @AfterEach
  void close() {
    gogo.close();
  }

  @Test
  void aPlanShowsWhatSpeaksAgainstIt() throws Exception {
    assertEquals(
        """
        PLAN         a.jar
        bundle       com.example.a 1.1.0
        sha-256      %s
        signature    unsigned
        replaces     1.0.0
        types        a@1.1.0
        resolves     package org.tactus.api (org.tactus.api)
        missing      nothing
        refreshes    nothing
        native code  none
        runs in      this process
        swaps        1 node

        PIPELINE  NODE  FROM     TO        BUDGET    LEFT  FITS
        p         n     a@1.0.0  a@1.1.0  20.0 µs  500 µs  yes

        warning: a.jar is not signed: sign it.
        refused: a.jar is refused.\
        """
            .formatted(SHA),
        gogo.printed("deploy:plan /x/a.jar"));
  }

  @Test
  void anUpdateReportsEverySwap() throws Exception {
    assertEquals(
        """
        UPDATE            com.example.a
        version           1.1.0
        replaced          1.0.0
        signature         unsigned
        blocks            375
        late              0
        ramped            15
        old class loader  still held by thread 'stray'
        took              812 ms

        PIPELINE  NODE  FROM     TO       STATE   BLOCKS  LATE  RAMPED  WORST CYCLE  STEADY P99.9
        p         n     a@1.0.0  a@1.1.0  copied     375     0      15      30.0 µs       20.0 µs

        warning: a.jar is not signed: sign it.\
        """,
        gogo.printed("deploy:update file:/x/a.jar"));
  }

  @Test
  void listAndHistory() throws Exception {
    assertEquals(
        """
        BUNDLE         VERSION  STATE    TYPES    NODES  SIGNER    FORMER  SHA-256       SOURCE
        com.example.a  1.1.0    running  a@1.1.0  p.n    unsigned  1.0.0   0123456789ab  a.jar\
        """,
        gogo.printed("deploy:list"));
    assertEquals(
        """
        TIME                  ACTION  DONE  BUNDLE         VERSION  REPLACED  SWAPS  BLOCKS  LATE  SOURCE  REMARK
        2026-11-23T23:00:00Z  update  yes   com.example.a  1.1.0    1.0.0         1     375     0  a.jar\
        """,
        gogo.printed("deploy:history com.example.a"));
    assertEquals(
        "TIME  ACTION  DONE  BUNDLE  VERSION  REPLACED  SWAPS  BLOCKS  LATE  SOURCE  REMARK",
        gogo.printed("deploy:history com.example.b"));
  }

  @Test
  void refusalsAreASentence() {
    assertEquals("No.", assertThrows(Refusal.class, () -> gogo.run("deploy:rollback")).toString());
    assertEquals(
        "deploy:uninstall lacks its arguments: write deploy:uninstall BUNDLE.",
        assertThrows(Refusal.class, () -> commands._main(new String[] {"uninstall"})).toString());
    commands.deployer = null;
    assertEquals(
        "What this command asks is not there: start the bundle org.tactus.deploy, and see the log"
            + " if it does not start.",
        assertThrows(Refusal.class, commands::list).toString());
  }

  private static final class Deployments implements Deployer {
    @Override
    public DeploymentPlan plan(Path jar) {
      assertEquals(Path.of("/x/a.jar"), jar);
      return new DeploymentPlan(
          "a.jar",
          "com.example.a",
          "1.1.0",
          SHA,
          UNSIGNED,
          "1.0.0",
          List.of("package org.tactus.api (org.tactus.api)"),
          List.of(),
          List.of(),
          List.of("a@1.1.0"),
          List.of(new PlannedSwap("p", "n", "a@1.0.0", "a@1.1.0", 20, 500)),
          List.of(),
          false,
          List.of(UNSIGNED.sentence()),
          List.of("a.jar is refused."));
    }

    @Override
    public DeploymentReport install(Path jar) throws RefusedException {
      throw new RefusedException("No.");
    }

    @Override
    public DeploymentReport update(Path jar) {
      assertEquals(Path.of("/x/a.jar"), jar);
      SwapReport swap =
          new SwapReport(
              "p",
              "n",
              "a@1.0.0",
              "a@1.1.0",
              SwapReport.Outcome.SWAPPED,
              "",
              SwapReport.HandOver.COPIED,
              375,
              0,
              15,
              0,
              0,
              0,
              30,
              20,
              100,
              500);
      return new DeploymentReport(
          Action.UPDATE,
          "com.example.a",
          "1.1.0",
          "1.0.0",
          SHA,
          UNSIGNED,
          List.of(swap),
          List.of(),
          OldClassLoader.RETAINED,
          List.of("thread 'stray'"),
          0,
          List.of(UNSIGNED.sentence()),
          812);
    }

    @Override
    public DeploymentReport rollback(String symbolicName) throws RefusedException {
      throw new RefusedException("No.");
    }

    @Override
    public DeploymentReport uninstall(String symbolicName) throws RefusedException {
      throw new RefusedException("No.");
    }

    @Override
    public List<DeployedBundle> list() {
      return List.of(
          new DeployedBundle(
              "com.example.a",
              "1.1.0",
              SHA,
              "a.jar",
              Instant.parse("2026-11-23T23:00:00Z"),
              UNSIGNED,
              40,
              0,
              List.of("a@1.1.0"),
              List.of("p.n"),
              List.of("1.0.0"),
              ""));
    }

    @Override
    public List<DeploymentEvent> history() {
      return List.of(
          new DeploymentEvent(
              Instant.parse("2026-11-23T23:00:00.5Z"),
              Action.UPDATE,
              true,
              "com.example.a",
              "1.1.0",
              "1.0.0",
              SHA,
              "a.jar",
              "",
              1,
              375,
              0,
              15,
              ""));
    }
  }
}
