// SPDX-License-Identifier: Apache-2.0
package org.tactus.processor.mixer.internal;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.ChannelLayout;
import org.tactus.api.node.Contract;
import org.tactus.api.node.Option;
import org.tactus.api.node.Options;
import org.tactus.api.processor.Processor;
import org.tactus.api.processor.ProcessorFactory;
import org.tactus.api.processor.ProcessorType;

/** Offers {@code matrix}. */
@Component(service = ProcessorFactory.class)
public final class MatrixFactory implements ProcessorFactory {

  /** Characters of a wrong factor that an operator is shown. */
  private static final int LONGEST_SHOWN = 40;

  private final ProcessorType type;

  /** Called by Declarative Services. */
  @Activate
  public MatrixFactory(BundleContext context) {
    this(context.getBundle().getVersion().toString());
  }

  MatrixFactory(String version) {
    type =
        ProcessorType.of(
                "matrix", version, "Makes every output channel a weighted sum of the input's")
            .withOptions(
                Option.text(
                        "rows",
                        "Factors: a row for every output channel, a column for every input channel,"
                            + " as in \"1,0;0,1\"")
                    .asRequired())
            .withContract(new Contract(5_000, 100, 0));
  }

  @Override
  public ProcessorType type() {
    return type;
  }

  @Override
  public Processor create(Options options) throws RefusedException {
    return new Matrix(parse(options.text("rows")));
  }

  private static float[][] parse(String text) throws RefusedException {
    String[] rows = text.split(";", -1);
    if (rows.length > ChannelLayout.MAXIMUM_CHANNELS) {
      throw new RefusedException(
          "matrix has " + rows.length + " rows; give at most " + ChannelLayout.MAXIMUM_CHANNELS);
    }
    float[][] factors = new float[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      String[] cells = rows[row].split(",", -1);
      factors[row] = new float[cells.length];
      if (cells.length != factors[0].length) {
        throw new RefusedException(
            "row "
                + (row + 1)
                + " of matrix has "
                + cells.length
                + " factors and row 1 has "
                + factors[0].length
                + "; give every row one for each input channel");
      }
      for (int column = 0; column < cells.length; column++) {
        factors[row][column] = factor(cells[column].strip());
      }
    }
    return factors;
  }

  private static float factor(String text) throws RefusedException {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
      throw new RefusedException(
          "matrix factor '" + shortened(text) + "' is not finite; write 0.5, say");
    } catch (NumberFormatException e) {
      throw new RefusedException(
          "matrix factor '" + shortened(text) + "' is no number; write 0.5, say", e);
    }
  }

  private static String shortened(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
  }
}
