// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.jline.Builtin;
import org.apache.felix.gogo.jline.Converters;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The general commands of gogo.jline. That bundle is installed and not started: started, it would
 * open a shell on this process's own terminal and take its signals.
 */
@Component(
    service = {},
    immediate = true)
public final class BuiltInCommands {
  private static final String SCOPE = "gogo";

  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /** Registers the commands. */
  @Activate
  public BuiltInCommands(BundleContext context, @Reference CommandProcessor processor) {
    BundleContext system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
    registrations.add(
        context.registerService(
            Converter.class,
            new Converters(system),
            FrameworkUtil.asDictionary(Map.of("osgi.command.scope", SCOPE))));
    register(
        context,
        new Builtin(),
        "format getopt new set tac type jobs fg bg keymap setopt unsetopt complete history widget"
            + " __files __directories __usage_completion");
    register(context, new Procedural(), "each if not throw try until while break continue");
    register(
        context,
        new Posix(processor),
        "cat echo grep sort sleep cd pwd ls less watch head tail clear wc date");
    register(context, new Shell(new ShellContext(context), processor), "help source");
  }

  private void register(BundleContext context, Object commands, String functions) {
    Map<String, Object> properties =
        Map.of("osgi.command.scope", SCOPE, "osgi.command.function", functions.split(" "));
    registrations.add(
        context.registerService(
            commands.getClass().getName(), commands, FrameworkUtil.asDictionary(properties)));
  }

  /** Takes them back. */
  @Deactivate
  public void unregister() {
    registrations.forEach(ServiceRegistration::unregister);
  }
}
