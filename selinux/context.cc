#include <algorithm>
#include <cerrno>

#include "libcontainer/error.h"
#include "libcontainer/selinux/selinux.h"

namespace libcontainer::selinux {
namespace {

bool HasOnly(std::string_view text, std::string_view punctuation) {
  return !text.empty() && std::ranges::all_of(text, [punctuation](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           punctuation.find(c) != std::string_view::npos;
  });
}

// Takes `text` up to the next colon off its front.
std::string TakePart(std::string_view& text) {
  const std::string_view part = text.substr(0, text.find(':'));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return std::string(part);
}

}  // namespace

std::string SELinuxContext::Get() const {
  return user + ":" + role + ":" + type + (level.empty() ? "" : ":" + level);
}

std::optional<SELinuxContext> ParseContext(std::string_view context) {
  constexpr std::string_view kInNames = "_.-";
  constexpr std::string_view kInLevels = "_.-:,";
  const bool has_level = std::ranges::count(context, ':') >= 3;
  SELinuxContext parsed;
  parsed.user = TakePart(context);
  parsed.role = TakePart(context);
  parsed.type = TakePart(context);
  parsed.level = context;
  if (!HasOnly(parsed.user, kInNames) || !HasOnly(parsed.role, kInNames) ||
      !HasOnly(parsed.type, kInNames) || (has_level && !HasOnly(parsed.level, kInLevels))) {
    return std::nullopt;
  }
  return parsed;
}

SELinuxContext NewContext(const std::string& context) {
  std::optional<SELinuxContext> parsed = ParseContext(context);
  if (!parsed) throw Error(EINVAL, "understand SELinux context", context);
  return *std::move(parsed);
}

std::string IntToMcs(int id, uint32_t last_category) {
  if (id < 1) return "";
  int64_t second = id;
  for (int64_t first = 0; first < last_category; ++first) {
    const int64_t pairs = static_cast<int64_t>(last_category) - first;
    if (second <= pairs) {
      return "s0:c" + std::to_string(first) + ",c" + std::to_string(first + second);
    }
    second -= pairs;
  }
  return "";
}

}  // namespace libcontainer::selinux
