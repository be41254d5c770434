#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "internal/files.h"
#include "libcontainer/error.h"
#include "libcontainer/network/network.h"

namespace libcontainer::network {
namespace {

// Bytes, packets, errs, drop, fifo, frame, compressed, multicast; then the same for sending with other
// names for the last four (proc(5)).
constexpr size_t kColumns = 16;
constexpr size_t kSent = 8;

[[noreturn]] void ThrowMalformed(std::string_view line) {
  throw Error(EINVAL, "read interface statistics from", std::string(line));
}

std::array<uint64_t, kColumns> ParseColumns(std::string_view text, std::string_view line) {
  std::array<uint64_t, kColumns> columns{};
  for (uint64_t& column : columns) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), column);
    if (error != std::errc()) ThrowMalformed(line);
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (!text.empty() && text[0] != ' ') ThrowMalformed(line);
  }
  return columns;
}

InterfaceStats ParseLine(std::string_view line) {
  // A name may hold no colon, but it is the last one that ends it in what the kernel writes.
  const size_t colon = line.rfind(':');
  const size_t begin = line.find_first_not_of(' ');
  if (colon == std::string_view::npos || begin >= colon) ThrowMalformed(line);
  const auto columns = ParseColumns(line.substr(colon + 1), line);
  return {{columns[0], columns[1], columns[2], columns[3], columns[kSent], columns[kSent + 1],
           columns[kSent + 2], columns[kSent + 3]},
          std::string(line.substr(begin, colon - begin))};
}

ino_t NamespaceOf(const std::string& process) {
  struct stat status {};
  const std::string path = process + "/ns/net";
  if (::stat(path.c_str(), &status) != 0) throw Error(errno, "stat", path);
  return status.st_ino;
}

}  // namespace

std::vector<InterfaceStats> ParseStats(std::string_view text) {
  constexpr size_t kHeadings = 2;
  std::vector<InterfaceStats> interfaces;
  size_t number = 0;
  for (const std::string_view line : internal::Split(text, '\n')) {
    if (number++ < kHeadings) {
      if (line.find('|') == std::string_view::npos) ThrowMalformed(line);
    } else if (!line.empty()) {
      interfaces.push_back(ParseLine(line));
    }
  }
  return interfaces;
}

std::vector<InterfaceStats> GetStats(pid_t pid) {
  const std::string process = "/proc/" + std::to_string(pid);
  if (NamespaceOf(process) == NamespaceOf("/proc/thread-self")) return {};
  return ParseStats(internal::ReadFile(process + "/net/dev"));
}

}  // namespace libcontainer::network
