// SPDX-License-Identifier: Apache-2.0
package org.tactus.shell.internal.command;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.Converter;
import org.osgi.service.component.annotations.Component;
import org.tactus.shell.internal.text.Listing;
import org.tactus.shell.internal.text.View;

/** Gogo asks this how what a command returned reads. */
@Component(service = Converter.class)
public final class ResultConverter implements Converter {

  @Override
  public Object convert(Class<?> type, Object value) {
    return null;
  }

  /** Null where the object is none of ours. */
  @Override
  public CharSequence format(Object target, int level, Converter escape) {
    if (target instanceof Collection<?> collection) {
      return level == INSPECT
          ? elements(collection)
              .flatMap(Views::of)
              .map(view -> table(view, collection))
              .orElse(null)
          : null;
    }
    return Views.of(target.getClass()).map(view -> one(view, target, level)).orElse(null);
  }

  /** The class of all elements. */
  private static Optional<Class<?>> elements(Collection<?> collection) {
    if (collection instanceof Listing<?> listing) {
      return Optional.of(listing.type());
    }
    List<Class<?>> classes =
        collection.stream()
            .<Class<?>>map(element -> element == null ? Void.class : element.getClass())
            .distinct()
            .limit(2)
            .toList();
    return classes.size() == 1 ? Optional.of(classes.getFirst()) : Optional.empty();
  }

  private static <T> String table(View<T> view, Collection<?> collection) {
    return view.table(collection.stream().map(view.type()::cast).toList());
  }

  private static <T> String one(View<T> view, Object target, int level) {
    T object = view.type().cast(target);
    return switch (level) {
      case INSPECT -> view.full(object);
      case LINE -> view.line(object);
      default -> view.name(object);
    };
  }
}
