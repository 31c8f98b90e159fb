// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.tactus.api.device.DeviceInfo;
import org.tactus.api.device.DeviceProvider;
import org.tactus.shell.internal.text.Listing;

/** {@code device:...} */
@Component(service = DeviceCommands.class)
@GogoCommand(scope = DeviceCommands.SCOPE, function = "list")
public final class DeviceCommands extends Commands {
  static final String SCOPE = "device";

  private final Logger logger;

  @Reference(policyOption = ReferencePolicyOption.GREEDY)
  volatile List<DeviceProvider> providers = List.of();

  /** Called by Declarative Services. */
  @Activate
  public DeviceCommands(@Reference(service = LoggerFactory.class) Logger logger) {
    super(SCOPE, Map.of("list", "[TYPE]"));
    this.logger = logger;
  }

  /** Every device. */
  @Descriptor("lists the devices that are there now")
  public List<DeviceType> list() {
    return new Listing<>(
        DeviceType.class,
        providers.stream()
            .sorted(Comparator.comparing(DeviceProvider::type))
            .map(this::ask)
            .toList());
  }

  /** The devices of one type. */
  @Descriptor("lists the devices of one type and the arguments that the notation takes")
  public DeviceType list(@Descriptor("TYPE: as in alsa") String typed) throws Refusal {
    String type = word(typed);
    List<DeviceProvider> now = providers;
    return now.stream()
        .filter(provider -> provider.type().equals(type))
        .findFirst()
        .map(this::ask)
        .orElseThrow(() ->
            new Refusal(
                "There is no device type '"
                    + type
                    + "': "
                    + remedy(now.stream().map(DeviceProvider::type).sorted().toList())));
  }

  static String remedy(List<String> types) {
    return types.isEmpty()
        ? "start a bundle that has one."
        : "take one of "
            + types.stream().distinct().collect(Collectors.joining(", "))
            + ", or start the bundle that has it.";
  }

  private DeviceType ask(DeviceProvider provider) {
    List<DeviceInfo> devices = new ArrayList<>();
    String description = provider.description();
    try {
      devices.addAll(provider.devices());
    } catch (RuntimeException e) {
      // A vendor's fault may not hide the devices of the others.
      logger.error("The device provider '{}' could not list its devices", provider.type(), e);
      description += " (its devices could not be listed: " + e + ")";
    }
    return new DeviceType(provider.type(), description, provider.options(), devices);
  }
}
