// SPDX-License-Identifier: Apache-2.0
package org.tactus.proof.h264;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tactus.api.Latency;
import org.tactus.api.MediaFormat;
import org.tactus.api.Rational;
import org.tactus.api.RefusedException;
import org.tactus.api.codec.CodecStatus;
import org.tactus.api.codec.Decoder;
import org.tactus.api.node.Preparation;
import org.tactus.api.packet.Packet;
import org.tactus.api.packet.PacketFormat;
import org.tactus.api.video.PixelFormat;
import org.tactus.api.video.VideoFormat;
import org.tactus.api.video.VideoFrame;
import org.tactus.api.video.VideoFramePool;
import org.tactus.api.video.VideoWriter;

/**
 * A decoder with the shape of one for H.264: NAL units after start codes (ITU-T H.264, annex B and
 * table 7-1), parameter sets in the stream, references, and pictures that leave in another order
 * than they come. A picture is one grey level, which P and B pictures predict from references.
 */
final class PictureDecoder implements Decoder {

  static final int NAL_SLICE = 1;
  static final int NAL_IDR = 5;
  static final int NAL_SPS = 7;
  static final int NAL_PPS = 8;
  static final int SLICE_P = 0;
  static final int SLICE_B = 1;
  static final int SLICE_I = 2;

  private static final int START_CODE_BYTES = 4;
  private static final int NAL_TYPE_MASK = 0x1F;
  private static final int MAXIMUM_DEPTH = 4;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PacketFormat packets;
  private final VideoFrame[] waiting = new VideoFrame[MAXIMUM_DEPTH + 1];
  private VideoFormat format;
  private VideoFramePool pool;
  private VideoFrame older;
  private VideoFrame newer;
  private int depth;
  private int waitingCount;
  private boolean hasPictureParameters;
  private boolean needsKey = true;
  private boolean draining;

  PictureDecoder(PacketFormat packets) {
    this.packets = packets;
    this.format = packets.decoded() instanceof VideoFormat video ? video : null;
  }

  @Override
  public void prepare(Preparation preparation) throws RefusedException {
    if (format != null) {
      pool = preparation.framePool(format, MAXIMUM_DEPTH + 4);
    }
  }

  @Override
  public MediaFormat format() {
    return format;
  }

  @Override
  public Latency delay() {
    return Latency.of(depth);
  }

  @Override
  public CodecStatus send(Packet packet) {
    MemorySegment bytes = packet.data();
    int length = packet.length();
    if (length < START_CODE_BYTES + 1 || bytes.get(ValueLayout.JAVA_BYTE, 3) != 1) {
      return CodecStatus.CORRUPT;
    }
    return switch (at(bytes, START_CODE_BYTES) & NAL_TYPE_MASK) {
      case NAL_SPS -> length < 10 ? CodecStatus.CORRUPT : sequenceParameters(bytes);
      case NAL_PPS -> {
        hasPictureParameters = true;
        yield CodecStatus.OK;
      }
      case NAL_IDR, NAL_SLICE -> length < 7 ? CodecStatus.CORRUPT : slice(packet);
      default -> CodecStatus.UNSUPPORTED;
    };
  }

  private static int at(MemorySegment bytes, long index) {
    return bytes.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
  }

  private CodecStatus sequenceParameters(MemorySegment bytes) {
    int width = at(bytes, 5) << 8 | at(bytes, 6);
    int height = at(bytes, 7) << 8 | at(bytes, 8);
    int newDepth = at(bytes, 9);
    if (width == 0 || height == 0 || width > 4096 || height > 4096) {
      return CodecStatus.CORRUPT;
    }
    if (newDepth > MAXIMUM_DEPTH) {
      return CodecStatus.UNSUPPORTED;
    }
    depth = newDepth;
    if (format != null && format.width() == width && format.height() == height) {
      return CodecStatus.OK;
    }
    format = VideoFormat.of(PixelFormat.GRAY8, width, height, Rational.of(25));
    pool = null;
    needsKey = true;
    forget();
    return CodecStatus.FORMAT_CHANGED;
  }

  private CodecStatus slice(Packet packet) {
    MemorySegment bytes = packet.data();
    boolean isKey = (at(bytes, START_CODE_BYTES) & NAL_TYPE_MASK) == NAL_IDR;
    int kind = at(bytes, 5);
    if (pool == null || !hasPictureParameters || (needsKey && !isKey)) {
      return CodecStatus.CORRUPT;
    }
    if (kind > SLICE_I) {
      return CodecStatus.UNSUPPORTED;
    }
    boolean lacksReferences =
        kind == SLICE_P ? newer == null : kind == SLICE_B && (newer == null || older == null);
    if ((isKey && kind != SLICE_I) || lacksReferences) {
      return CodecStatus.CORRUPT;
    }
    if (waitingCount > depth) {
      return CodecStatus.NEEDS_OUTPUT;
    }
    VideoFrame frame = pool.acquire();
    if (frame == null) {
      return CodecStatus.NEEDS_OUTPUT;
    }
    decode(kind, at(bytes, 6), frame);
    frame.setPresentationTime(
        Math.round(packet.presentationTime() * packets.timeBase().toDouble() * NANOS_PER_SECOND));
    if (kind != SLICE_B) {
      refer(frame);
    }
    if ((packet.flags() & Packet.DECODE_ONLY) != 0) {
      frame.release();
    } else {
      insert(frame);
    }
    needsKey = false;
    draining = false;
    return CodecStatus.OK;
  }

  private void decode(int kind, int value, VideoFrame frame) {
    int level =
        switch (kind) {
          case SLICE_P -> (grey(newer) + value) & 0xFF;
          case SLICE_B -> ((grey(older) + grey(newer)) / 2 + value) & 0xFF;
          default -> value;
        };
    frame.plane(0).fill((byte) level);
  }

  static int grey(VideoFrame frame) {
    return at(frame.plane(0), 0);
  }

  /** Keeps a picture as a reference beside its other holders. */
  private void refer(VideoFrame frame) {
    frame.retain();
    if (older != null) {
      older.release();
    }
    older = newer;
    newer = frame;
  }

  private void insert(VideoFrame frame) {
    int i = waitingCount++;
    for (; i > 0 && waiting[i - 1].presentationTime() > frame.presentationTime(); i--) {
      waiting[i] = waiting[i - 1];
    }
    waiting[i] = frame;
  }

  @Override
  public CodecStatus receive(VideoWriter target) {
    if (waitingCount == 0 && draining) {
      return CodecStatus.ENDED;
    }
    if (waitingCount == 0 || (waitingCount <= depth && !draining)) {
      return CodecStatus.NEEDS_INPUT;
    }
    if (!target.send(waiting[0])) {
      return CodecStatus.NEEDS_OUTPUT;
    }
    System.arraycopy(waiting, 1, waiting, 0, --waitingCount);
    waiting[waitingCount] = null;
    return CodecStatus.OK;
  }

  @Override
  public CodecStatus drain() {
    draining = true;
    return CodecStatus.OK;
  }

  @Override
  public void reset() {
    for (int i = 0; i < waitingCount; i++) {
      waiting[i].release();
      waiting[i] = null;
    }
    waitingCount = 0;
    needsKey = true;
    draining = false;
    forget();
  }

  private void forget() {
    if (older != null) {
      older.release();
      older = null;
    }
    if (newer != null) {
      newer.release();
      newer = null;
    }
  }

  @Override
  public void release() {
    reset();
  }
}
