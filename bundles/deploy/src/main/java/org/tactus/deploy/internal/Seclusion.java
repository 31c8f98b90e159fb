// SPDX-License-Identifier: Apache-2.0
package org.tactus.deploy.internal;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps deployed bundles apart. One that is not yet admitted is resolved when we say so, and its
 * services are seen by itself and by us alone. The bundles of the host and former versions of the
 * same bundle are never wired to a deployed one, so that none of them ever needs a refresh. Any
 * thread.
 */
final class Seclusion implements ResolverHookFactory, EventListenerHook, FindHook {
  /** What the locations of deployed bundles begin with. */
  static final String LOCATION = "tactus-deploy:";

  private final long own;
  private final Set<Long> resolvable = ConcurrentHashMap.newKeySet();
  private final Set<Long> admitted = ConcurrentHashMap.newKeySet();

  Seclusion(BundleContext context) {
    own = context.getBundle().getBundleId();
  }

  /** From now on it may be resolved; its services remain unseen. */
  void letResolve(Bundle bundle) {
    resolvable.add(bundle.getBundleId());
  }

  /** From now on its services are seen, once it registers them anew. */
  void admit(Bundle bundle) {
    resolvable.add(bundle.getBundleId());
    admitted.add(bundle.getBundleId());
  }

  /** After it was uninstalled. */
  void forget(Bundle bundle) {
    resolvable.remove(bundle.getBundleId());
    admitted.remove(bundle.getBundleId());
  }

  static boolean isDeployed(Bundle bundle) {
    return bundle.getLocation().startsWith(LOCATION);
  }

  private boolean isSecluded(Bundle bundle) {
    return bundle != null && isDeployed(bundle) && !admitted.contains(bundle.getBundleId());
  }

  @Override
  public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
    Bundle owner = event.getServiceReference().getBundle();
    if (isSecluded(owner)) {
      listeners.keySet().removeIf(context -> !maySee(context, owner));
    }
  }

  @Override
  public void find(
      BundleContext context,
      String name,
      String filter,
      boolean allServices,
      Collection<ServiceReference<?>> references) {
    references.removeIf(
        reference -> isSecluded(reference.getBundle()) && !maySee(context, reference.getBundle()));
  }

  private boolean maySee(BundleContext context, Bundle owner) {
    long id = context.getBundle().getBundleId();
    return id == own || id == owner.getBundleId();
  }

  @Override
  public ResolverHook begin(Collection<BundleRevision> triggers) {
    return new Hook();
  }

  private final class Hook implements ResolverHook {
    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
      candidates.removeIf(candidate ->
          isDeployed(candidate.getBundle())
              && !resolvable.contains(candidate.getBundle().getBundleId()));
    }

    @Override
    public void filterSingletonCollisions(
        BundleCapability singleton, Collection<BundleCapability> collisions) {
      // Two versions of a deployed bundle live side by side while one takes over from the other.
      if (isDeployed(singleton.getRevision().getBundle())) {
        collisions.removeIf(other -> isDeployed(other.getRevision().getBundle()));
      }
    }

    @Override
    public void filterMatches(
        BundleRequirement requirement, Collection<BundleCapability> candidates) {
      Bundle requirer = requirement.getRevision().getBundle();
      candidates.removeIf(candidate -> !mayWire(requirer, candidate.getRevision().getBundle()));
    }

    @Override
    public void end() {
      // Nothing is kept from one resolution to the next.
    }
  }

  /** Whether a bundle may be wired to another. */
  boolean mayWire(Bundle requirer, Bundle provider) {
    if (requirer.equals(provider) || !isDeployed(provider)) {
      return true;
    }
    return isDeployed(requirer)
        && admitted.contains(provider.getBundleId())
        && !provider.getSymbolicName().equals(requirer.getSymbolicName());
  }
}
