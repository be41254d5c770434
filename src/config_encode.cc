#include <concepts>
#include <optional>
#include <string>
#include <utility>

#include "config_fields.h"
#include "json.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

// Writes values as Go's json.MarshalIndent did with a tab, leaving out zero values of fields.
class Encoder {
 public:
  // A field of a struct; see VisitFields.
  template <typename T>
  void operator()(const char* key, const T& value) {
    if (value != T()) Member(key, value);
  }
  void DeviceType(const char* key, int32_t value) { (*this)(key, value); }
  void Limit(const char* key, uint64_t value) { (*this)(key, value); }

  void Write(bool value) { out_ += value ? "true" : "false"; }
  template <std::integral T>
  void Write(const T& value) {
    out_ += std::to_string(value);
  }
  void Write(const std::string& value) { internal::AppendJsonString(out_, value); }
  template <typename T>
  void Write(const std::optional<T>& value) {
    Write(*value);
  }
  template <typename T>
  void Write(const std::vector<T>& values) {
    Open('[');
    for (const T& value : values) {
      NewItem();
      Write(value);
    }
    Close(']');
  }
  template <typename T>
  void Write(const std::map<std::string, T>& values) {
    Open('{');
    for (const auto& [key, value] : values) Member(key, value);
    Close('}');
  }
  template <typename T>
  void Write(const T& object) {
    Open('{');
    internal::VisitFields(*this, object);
    Close('}');
  }

  std::string Take() { return std::move(out_); }

 private:
  template <typename T>
  void Member(const std::string& key, const T& value) {
    NewItem();
    Write(key);
    out_ += ": ";
    Write(value);
  }

  void Open(char bracket) {
    out_ += bracket;
    ++depth_;
  }

  // No value ends in an opening bracket, so one at the end means that nothing was written since.
  bool NothingSinceOpen() const { return out_.back() == '{' || out_.back() == '['; }

  void NewItem() {
    if (!NothingSinceOpen()) out_ += ',';
    NewLine();
  }

  void Close(char bracket) {
    --depth_;
    if (!NothingSinceOpen()) NewLine();
    out_ += bracket;
  }

  void NewLine() {
    out_ += '\n';
    out_.append(depth_, '\t');
  }

  std::string out_;
  size_t depth_ = 0;
};

}  // namespace

std::string ToJson(const Config& config) {
  Encoder encoder;
  encoder.Write(config);
  return encoder.Take();
}

}  // namespace libcontainer
