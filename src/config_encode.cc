#include <concepts>
#include <optional>
#include <string>

#include "config_fields.h"
#include "json_writer.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

// Writes values, leaving out zero values of fields.
class Encoder {
 public:
  // A field of a struct; see VisitFields.
  template <typename T>
  void operator()(const char* key, const T& value) {
    if (value != T()) Member(key, value);
  }
  void DeviceType(const char* key, int32_t value) { (*this)(key, value); }
  void Limit(const char* key, uint64_t value) { (*this)(key, value); }

  void Write(bool value) { out_.Literal(value ? "true" : "false"); }
  template <std::integral T>
  void Write(const T& value) {
    out_.Literal(std::to_string(value));
  }
  void Write(const std::string& value) { out_.String(value); }
  template <typename T>
  void Write(const std::optional<T>& value) {
    Write(*value);
  }
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
  void Write(const std::map<std::string, T>& values) {
    out_.Open('{');
    for (const auto& [key, value] : values) Member(key, value);
    out_.Close('}');
  }
  template <typename T>
  void Write(const T& object) {
    out_.Open('{');
    internal::VisitFields(*this, object);
    out_.Close('}');
  }

  std::string Take() { return out_.Take(); }

 private:
  template <typename T>
  void Member(const std::string& key, const T& value) {
    out_.Key(key);
    Write(value);
  }

  internal::JsonWriter out_;
};

}  // namespace

std::string ToJson(const Config& config) {
  Encoder encoder;
  encoder.Write(config);
  return encoder.Take();
}

}  // namespace libcontainer
