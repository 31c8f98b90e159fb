package ${package};

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.tactus.api.Rational;
import org.tactus.api.clock.Clock;
import org.tactus.api.clock.ClockWaiter;
import org.tactus.api.clock.Wake;

/**
 * Starts the cycles. It stands for your hardware's: the machine's timer is in the place of the
 * interrupt that says that a period has passed.
 */
final class HardwareClock implements Clock {

  /** Periods by which a cycle may be late before it is an xrun, as if a buffer had run out. */
  private static final int PATIENCE = 2;

  private final Rational rate;
  private final int period;
  private final LongSupplier nanoTime;
  private final AtomicLong xruns = new AtomicLong();
  private long start;
  private long next;
  private long due;

  HardwareClock(Rational rate, int period) {
    this(rate, period, System::nanoTime);
  }

  HardwareClock(Rational rate, int period, LongSupplier nanoTime) {
    this.rate = rate;
    this.period = period;
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "${type}";
  }

  @Override
  public Rational rate() {
    return rate;
  }

  @Override
  public int period() {
    return period;
  }

  /** On the cycle thread, before the first await: here hardware is started. */
  @Override
  public void begin() {
    start = nanoTime.getAsLong();
    next = 1;
  }

  /**
   * Hardware with a file descriptor polls it here, with a time-out of at most two periods, and
   * returns STOPPED when {@code waiter.isStopping()}.
   */
  @Override
  public Wake await(ClockWaiter waiter) {
    Wake wake = Wake.CYCLE;
    long elapsed = nanoTime.getAsLong() - start;
    if (elapsed > rate.nanos((next + PATIENCE) * period)) {
      long current = rate.frames(elapsed) / period;
      xruns.addAndGet(current - next);
      next = current;
      wake = Wake.XRUN;
    }
    due = start + rate.nanos(next * period);
    if (!waiter.until(due)) {
      return Wake.STOPPED;
    }
    next++;
    return wake;
  }

  @Override
  public long dueTime() {
    return due;
  }

  @Override
  public long xruns() {
    return xruns.get();
  }
}
