#include <array>
#include <charconv>
#include <map>

#include "json_writer.h"
#include "libcontainer/stats.h"

namespace libcontainer {
namespace {

struct All {
  const cgroups::Stats& stats;
  std::map<std::string, network::InterfaceStats> interfaces;
};

class Encoder {
 public:
  template <typename T>
  void Write(const T& object) {
    out_.Open('{');
    Fields(object);
    out_.Close('}');
  }
  std::string Take() { return out_.Take(); }

 private:
  void Write(uint64_t value) { out_.Literal(std::to_string(value)); }
  void Write(double value) {
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.begin(), text.end(), value);
    out_.Literal({text.begin(), end});
  }
  void Write(const std::string& value) { out_.String(value); }
  template <typename T>
  void Write(const std::vector<T>& values) {
    out_.Open('[');
    for (const T& value : values) {
      out_.Item();
      Write(value);
    }
    out_.Close(']');
  }

  template <typename T>
  void Member(const std::string& key, const T& value) {
    out_.Key(key);
    Write(value);
  }
  template <typename T>
  void IfKnown(const char* key, const std::optional<T>& value) {
    if (value) Member(key, *value);
  }
  template <typename T>
  void IfNotZero(const char* key, const T& value) {
    if (value != T()) Member(key, value);
  }
  template <typename T>
  void IfNotZero(const char* key, const std::optional<T>& value) {
    if (value) IfNotZero(key, *value);
  }

  void Fields(const std::map<std::string, uint64_t>& values) {
    for (const auto& [key, value] : values) Member(key, value);
  }
  void Fields(const cgroups::CpuUsage& usage) {
    IfNotZero("percent_usage", usage.percent_usage);
    IfNotZero("current_usage", usage.current_usage);
    IfNotZero("total_usage", usage.total_usage);
    IfNotZero("percpu_usage", usage.percpu_usage);
    IfKnown("usage_in_kernelmode", usage.usage_in_kernelmode);
    IfKnown("usage_in_usermode", usage.usage_in_usermode);
  }

  void Fields(const cgroups::ThrottlingData& data) {
    IfNotZero("periods", data.periods);
    IfNotZero("throttled_periods", data.throttled_periods);
    IfNotZero("throttled_time", data.throttled_time);
  }

  void Fields(const cgroups::CpuStats& stats) {
    Member("cpu_usage", stats.cpu_usage);
    Member("throlling_data", stats.throttling_data);
  }

  void Fields(const cgroups::MemoryStats& stats) {
    IfNotZero("usage", stats.usage);
    IfNotZero("max_usage", stats.max_usage);
    IfNotZero("stats", stats.stats);
    IfKnown("failcnt", stats.failcnt);
  }

  void Fields(const cgroups::BlkioStatEntry& entry) {
    IfNotZero("major", entry.major);
    IfNotZero("minor", entry.minor);
    IfNotZero("op", entry.op);
    IfNotZero("value", entry.value);
  }

  void Fields(const cgroups::BlkioStats& stats) {
    IfNotZero("io_service_bytes_recursive", stats.io_service_bytes_recursive);
    IfNotZero("io_serviced_recusrive", stats.io_serviced_recursive);
    IfNotZero("io_queue_recursive", stats.io_queued_recursive);
    IfNotZero("sectors_recursive", stats.sectors_recursive);
  }

  void Fields(const cgroups::FreezerStats& stats) {
    IfNotZero("parent_state", stats.parent_state);
    IfNotZero("self_state", stats.self_state);
  }

  void Fields(const cgroups::PidsStats& stats) {
    IfKnown("current", stats.current);
    IfKnown("limit", stats.limit);
  }

  void Fields(const cgroups::PressureTimes& times) {
    Member("avg10", times.avg10);
    Member("avg60", times.avg60);
    Member("avg300", times.avg300);
    Member("total", times.total_us);
  }

  void Fields(const cgroups::Pressure& pressure) {
    IfKnown("some", pressure.some);
    IfKnown("full", pressure.full);
  }

  void Fields(const cgroups::PressureStats& stats) {
    IfKnown("cpu", stats.cpu);
    IfKnown("memory", stats.memory);
    IfKnown("io", stats.io);
  }

  void Fields(const cgroups::MemoryEvents& events) {
    IfKnown("low", events.low);
    IfKnown("high", events.high);
    IfKnown("max", events.max);
    IfKnown("oom", events.oom);
    IfKnown("oom_kill", events.oom_kill);
  }

  void Fields(const network::InterfaceStats& stats) {
    Member("rx_bytes", stats.rx_bytes);
    Member("rx_packets", stats.rx_packets);
    Member("rx_errors", stats.rx_errors);
    Member("rx_dropped", stats.rx_dropped);
    Member("tx_bytes", stats.tx_bytes);
    Member("tx_packets", stats.tx_packets);
    Member("tx_errors", stats.tx_errors);
    Member("tx_dropped", stats.tx_dropped);
  }

  void Fields(const std::map<std::string, network::InterfaceStats>& interfaces) {
    for (const auto& [name, stats] : interfaces) Member(name, stats);
  }

  void Fields(const All& all) {
    const cgroups::Stats& stats = all.stats;
    Member("cpu_stats", stats.cpu_stats);
    Member("memory_stats", stats.memory_stats);
    Member("blkio_stats", stats.blkio_stats);
    Member("freezer_stats", stats.freezer_stats);
    IfNotZero("pids_stats", stats.pids_stats);
    IfNotZero("pressure", stats.pressure);
    IfNotZero("memory_events", stats.memory_events);
    IfNotZero("network", all.interfaces);
  }

  internal::JsonWriter out_;
};

}  // namespace

std::string ToJson(const cgroups::Stats& stats,
                   const std::vector<network::InterfaceStats>& interfaces) {
  All all{stats, {}};
  for (const network::InterfaceStats& interface : interfaces) {
    all.interfaces.emplace(interface.name, interface);
  }
  Encoder encoder;
  encoder.Write(all);
  return encoder.Take();
}

}  // namespace libcontainer
