// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.jack.internal;

import java.util.Map;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;
import org.tactus.testkit.TestBlock;

/** Passes a JACK input on to a JACK output: SERVER SOURCE SINK SECONDS. */
final class PassThrough {

  private PassThrough() {}

  public static void main(String[] args) throws Exception {
    JackDeviceProvider provider = new JackDeviceProvider();
    provider.devices().forEach(System.out::println);
    var preference =
        provider.preference(
            org.tactus.api.Direction.INPUT,
            DrivenEnds.options(provider, Map.of("server", args[0])));
    System.out.println(preference);
    int rate = (int) preference.rate().numerator();
    try (DrivenEnds ends = new DrivenEnds(provider, rate, preference.period())) {
      DeviceEnd source =
          ends.capture(false, Map.of("server", args[0], "ports", args[1], "channels", 1L));
      DeviceEnd sink = ends.playback(1, true, Map.of("server", args[0], "ports", args[2]));
      ends.start();
      long[] worst = {0};
      long begun = System.nanoTime();
      long cycles = (long) (Double.parseDouble(args[3]) * rate / preference.period());
      Wake last =
          ends.run(
              cycles,
              (cycle, captured, played) -> {
                if (cycle > 100) {
                  worst[0] = Math.max(worst[0], System.nanoTime() - ends.clock().dueTime());
                }
                ((TestBlock) played).copyFrom(captured);
              });
      ends.stopSoon();
      System.out.println(ends.clock().await(ends));
      System.out.printf(
          "%s after %d cycles in %.3f s, %d xruns, latest %d us, latency %s + %s, fault %s%n",
          last,
          cycles,
          (System.nanoTime() - begun) / 1e9,
          sink.xruns(),
          worst[0] / 1000,
          source.latency(),
          sink.latency(),
          sink.fault());
    }
    System.out.println("closed");
    provider.deactivate();
  }
}
