package ${package};

import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.tactus.api.MediaFormat;
import org.tactus.api.RefusedException;
import org.tactus.api.audio.AudioFormat;
import org.tactus.api.codec.CodecFactory;
import org.tactus.api.codec.Decoder;
import org.tactus.api.codec.Encoder;
import org.tactus.api.node.Options;
import org.tactus.api.packet.PacketFormat;

/** Offers G.711's two laws. */
@Component(service = CodecFactory.class)
public final class G711Factory implements CodecFactory {

  private static final Set<String> CODECS = Set.of(Law.MU.codec(), Law.A.codec());

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Set<String> decodes() {
    return CODECS;
  }

  @Override
  public Set<String> encodes() {
    return CODECS;
  }

  @Override
  public Decoder decoder(PacketFormat format, Options options) throws RefusedException {
    if (!(format.decoded() instanceof AudioFormat audio)) {
      throw new RefusedException(
          "${type} cannot tell rate and channels from " + format + "; use a container that does");
    }
    return new G711Decoder(law(format.codec()), audio);
  }

  @Override
  public Encoder encoder(String codec, MediaFormat format, Options options)
      throws RefusedException {
    if (!(format instanceof AudioFormat audio)) {
      throw new RefusedException("${type} does not encode " + format + "; give it audio");
    }
    return new G711Encoder(law(codec), audio);
  }

  private static Law law(String codec) throws RefusedException {
    for (Law law : Law.values()) {
      if (law.codec().equals(codec)) {
        return law;
      }
    }
    throw new RefusedException(
        "${type} does not know '"
            + codec
            + "'; it knows "
            + Law.MU.codec()
            + " and "
            + Law.A.codec());
  }
}
