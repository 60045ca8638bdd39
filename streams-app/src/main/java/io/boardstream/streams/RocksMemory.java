package io.boardstream.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write buffer for all stores of an instance, so that their memory is
 * bounded together.
 */
public final class RocksMemory implements AutoCloseable {

  /** Under this key the settings of the streams client carry the memory to the stores. */
  static final String KEY = "boardstream.rocks.memory";

  private static final long WRITE_BUFFER_BYTES = 8L << 20;

  private final Cache cache;
  private final WriteBufferManager writeBuffers;
  private final BloomFilter filter;

  /**
   * Sets the bounds; the stores allocate as they fill.
   *
   * @param bytes bound of block cache and write buffers together
   */
  public RocksMemory(long bytes) {
    RocksDB.loadLibrary();
    cache = new LRUCache(bytes, -1, false, 0.1);
    writeBuffers = new WriteBufferManager(bytes / 2, cache);
    filter = new BloomFilter(10, false);
  }

  private void apply(Options options) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setPinTopLevelIndexAndFilter(true)
        .setFilterPolicy(filter);
    options
        .setWriteBufferManager(writeBuffers)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setTableFormatConfig(table);
  }

  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
    filter.close();
  }

  /** What the stores are configured with: instantiated by the streams client, once per store. */
  public static final class ConfigSetter implements RocksDBConfigSetter {

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
      if (configs.get(KEY) instanceof RocksMemory memory) {
        memory.apply(options);
      }
    }

    @Override
    public void close(String storeName, Options options) {
      // The memory is shared; the client's owner closes it.
    }
  }
}
