#include "internal/mountinfo.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "internal/files.h"

namespace libcontainer::internal {
namespace {

std::optional<unsigned> ParseNumber(std::string_view text) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<dev_t> ParseDevice(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto major_number = ParseNumber(text.substr(0, colon));
  const auto minor_number = ParseNumber(text.substr(colon + 1));
  if (!major_number || !minor_number) return std::nullopt;
  return ::makedev(*major_number, *minor_number);
}

bool IsOctalEscape(std::string_view text) {
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  return text.size() >= 4 && text[0] == '\\' && text[1] >= '0' && text[1] <= '3' &&
         is_octal(text[2]) && is_octal(text[3]);
}

// id parent major:minor root mountpoint options [optional…] - type source super_options
std::optional<MountInfo> ParseLine(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, ' ');
  if (fields.size() < 7) return std::nullopt;
  const auto separator = std::find(fields.begin() + 6, fields.end(), "-");
  if (fields.end() - separator < 4) return std::nullopt;
  const std::optional<dev_t> device = ParseDevice(fields[2]);
  if (!device) return std::nullopt;
  // The source is a field even where it is empty.
  return MountInfo{*device,
                   DecodeOctal(fields[3]),
                   DecodeOctal(fields[4]),
                   std::string(separator[1]),
                   DecodeOctal(separator[2]),
                   DecodeOctal(separator[3]),
                   std::string(fields[5])};
}

}  // namespace

std::string DecodeOctal(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsOctalEscape(text.substr(i))) {
      decoded += text[i];
      continue;
    }
    decoded +=
        static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
    i += 3;
  }
  return decoded;
}

std::vector<MountInfo> ParseMountInfo(std::string_view text) {
  std::vector<MountInfo> mounts;
  for (const std::string_view line : Split(text, '\n')) {
    if (std::optional<MountInfo> mount = ParseLine(line)) mounts.push_back(*std::move(mount));
  }
  return mounts;
}

}  // namespace libcontainer::internal
