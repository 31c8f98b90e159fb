package ${package};

import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.Direction;
import org.tactus.api.RefusedException;
import org.tactus.api.device.DeviceEnd;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.api.device.EndPreference;
import org.tactus.api.device.EndRequest;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.node.Port;

/** Offers the device to every pipeline, under the name that its type has in the notation. */
@Component(service = DeviceProvider.class)
public final class MetronomeProvider implements DeviceProvider {

  static final String BPM = "bpm";
  static final String BEATS = "beats";
  static final String BARS = "bars";

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public String description() {
    return "A metronome: a source of clicks, which can be the pipeline's clock.";
  }

  /** The first is what the notation takes without its name: {@code ${type}(96)}. */
  @Override
  public List<Option> options() {
    return List.of(
        Option.number(BPM, "Beats a minute", 20, 400).orElse(120.0),
        Option.integer(BEATS, "Beats in a bar, of which the first is accented", 1, 32).orElse(4L),
        Option.integer(BARS, "Bars until it ends; for ever if not given", 1, 1_000_000));
  }

  /** What `device:list` shows. Hardware is looked for here; see watch() for what comes and goes. */
  @Override
  public List<DeviceInfo> devices() {
    return List.of(new DeviceInfo("", "Metronome", Set.of(Direction.OUTPUT), 1, List.of()));
  }

  @Override
  public List<Port> ports(Direction direction, Options options) throws RefusedException {
    requireSource(direction);
    return DeviceProvider.super.ports(direction, options);
  }

  /** Takes any rate and period. Hardware that has one rate alone says so here. */
  @Override
  public EndPreference preference(Direction direction, Options options) throws RefusedException {
    requireSource(direction);
    return EndPreference.CLOCK;
  }

  @Override
  public DeviceEnd open(EndRequest request) throws RefusedException {
    requireSource(request.direction());
    return new MetronomeEnd(request);
  }

  private static void requireSource(Direction direction) throws RefusedException {
    if (direction != Direction.OUTPUT) {
      throw new RefusedException(
          "${type} is a source and cannot end a chain; put it at the head, or use null as the"
              + " sink");
    }
  }
}
