// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tactus.hygiene.ClassLoaderWatch;
import org.tactus.hygiene.ExitCall;
import org.tactus.hygiene.LeakDetector;
import org.tactus.hygiene.Retainer;
import org.tactus.hygiene.StrayThread;
import org.tactus.shell.internal.text.Listing;

/** {@code rt:leaks} */
@Component(service = LeakCommands.class)
@GogoCommand(scope = RealtimeCommands.SCOPE, function = "leaks")
public final class LeakCommands extends Commands {
  private static final Duration COLLECTION = Duration.ofSeconds(2);

  private final BundleContext context;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile LeakDetector detector;

  /** Called by Declarative Services. */
  @Activate
  public LeakCommands(BundleContext context) {
    super(RealtimeCommands.SCOPE, Map.of("leaks", "[[--heap-dump] BUNDLE]"));
    this.context = context;
  }

  /** What bundles left behind. */
  @Descriptor("collects garbage, then shows what bundles left behind: threads, classes and why")
  public List<LeakRow> leaks() throws Refusal, InterruptedException {
    LeakDetector service = present(detector, "org.tactus.hygiene");
    List<LeakRow> rows = new ArrayList<>();
    addExits(rows, service, "");
    addRetained(rows, service, "", false);
    return new Listing<>(LeakRow.class, rows);
  }

  /** What a bundle left behind, and the threads that it has now. */
  @Descriptor("the same of one bundle, and the threads that it has while it is installed")
  public List<LeakRow> leaks(
      @Descriptor("finds by a heap dump what nothing else does; a running pipeline has a gap")
          @Parameter(names = "--heap-dump", presentValue = "true", absentValue = "false")
          boolean heapDump,
      @Descriptor("BUNDLE: its symbolic name") String bundle)
      throws Refusal, InterruptedException {
    LeakDetector service = present(detector, "org.tactus.hygiene");
    String name = word(bundle);
    List<LeakRow> rows = new ArrayList<>();
    addExits(rows, service, name);
    boolean known = addRetained(rows, service, name, heapDump);
    for (Bundle installed : context.getBundles()) {
      if (name.equals(installed.getSymbolicName())) {
        known = true;
        for (StrayThread thread : service.threads(installed)) {
          rows.add(new LeakRow(thread.bundle(), "thread", thread.sentence()));
        }
      }
    }
    if (!known && rows.isEmpty()) {
      throw new Refusal(
          "No bundle '"
              + name
              + "' is installed or was retained; `felix:lb -s` shows those that are installed, and"
              + " classes that are gone have left nothing.");
    }
    return new Listing<>(LeakRow.class, rows);
  }

  private static void addExits(List<LeakRow> rows, LeakDetector service, String bundle) {
    for (ExitCall call : service.exitCalls()) {
      if (isOf(call.bundle(), bundle)) {
        rows.add(new LeakRow(call.bundle(), "exit", call.sentence()));
      }
    }
  }

  private static boolean addRetained(
      List<LeakRow> rows, LeakDetector service, String bundle, boolean heapDump)
      throws Refusal, InterruptedException {
    boolean known = false;
    for (ClassLoaderWatch watch : service.retained()) {
      if (isOf(watch.bundle(), bundle)) {
        known = true;
        if (!watch.awaitCollection(COLLECTION)) {
          add(rows, watch, heapDump);
        }
      }
    }
    return known;
  }

  private static void add(List<LeakRow> rows, ClassLoaderWatch watch, boolean heapDump)
      throws Refusal, InterruptedException {
    List<Retainer> retainers = new ArrayList<>(watch.retainers());
    if (heapDump) {
      try {
        retainers.addAll(watch.heapPath());
      } catch (IOException e) {
        throw new Refusal("Bundle " + watch.bundle() + ": " + e.getMessage() + ".");
      }
    }
    for (Retainer retainer : retainers) {
      rows.add(new LeakRow(watch.bundle(), kind(retainer), retainer.sentence()));
    }
    if (retainers.isEmpty()) {
      rows.add(
          new LeakRow(
              watch.bundle(),
              "class loader",
              heapDump
                  ? "only soft references keep its classes; they go when memory is short"
                  : "its classes are kept, by nothing that can be told from here; `rt:leaks"
                      + " --heap-dump BUNDLE` finds it and stops all threads for a moment"));
    }
  }

  private static String kind(Retainer retainer) {
    return retainer.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static boolean isOf(String nameAndVersion, String bundle) {
    return bundle.isEmpty() || nameAndVersion.startsWith(bundle + " ");
  }
}
