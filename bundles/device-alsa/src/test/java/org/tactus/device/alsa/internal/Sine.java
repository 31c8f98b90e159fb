// SPDX-License-Identifier: Apache-2.0
package org.tactus.device.alsa.internal;

import java.util.Map;
import org.tactus.api.clock.Wake;
import org.tactus.api.device.DeviceEnd;

/** Plays a 1 kHz sine through an ALSA device: DEVICE RATE PERIOD PERIODS ACCESS SECONDS. */
final class Sine {

  private Sine() {}

  public static void main(String[] args) throws Exception {
    int rate = Integer.parseInt(args[1]);
    int period = Integer.parseInt(args[2]);
    AlsaDeviceProvider provider = new AlsaDeviceProvider();
    try (DrivenEnds ends = new DrivenEnds(provider, rate, period)) {
      DeviceEnd end =
          ends.playback(
              2,
              true,
              Map.of("device", args[0], "periods", Long.parseLong(args[3]), "access", args[4]));
      System.out.println(
          ((AlsaEnd) end).pcm().describe() + ", latency " + end.latency() + " frames");
      ends.start();
      long[] worst = {0};
      long begun = System.nanoTime();
      long cycles = (long) (Double.parseDouble(args[5]) * rate / period);
      Wake last =
          ends.run(
              cycles,
              (cycle, captured, played) -> {
                if (cycle > 100) {
                  worst[0] = Math.max(worst[0], System.nanoTime() - ends.clock().dueTime());
                }
                for (int i = 0; i < period; i++) {
                  float value =
                      (float) (0.5 * Math.sin(2 * Math.PI * 1000 * (cycle * period + i) / rate));
                  played.set(0, i, value);
                  played.set(1, i, -value);
                }
              });
      System.out.printf(
          "%s after %d cycles in %.3f s, %d xruns, latest %d us, latency %s, fault %s%n",
          last,
          cycles,
          (System.nanoTime() - begun) / 1e9,
          end.xruns(),
          worst[0] / 1000,
          end.latency(),
          end.fault());
    }
    provider.deactivate();
  }
}
