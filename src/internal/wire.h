#ifndef LIBCONTAINER_SRC_INTERNAL_WIRE_H_
#define LIBCONTAINER_SRC_INTERNAL_WIRE_H_

#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// Values as bytes, for two processes of one build: numbers as 8 bytes, strings and containers with
// their length in front, structures field by field. A structure takes part by a function
//   template <class Archive> void Fields(Archive& archive, T& value) { archive(value.a, value.b); }
// next to it, which serves for both directions.
namespace libcontainer::internal {

class WireWriter {
 public:
  template <class... T>
  void operator()(T&... values) {
    (Write(values), ...);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  template <class T>
  requires std::is_arithmetic_v<T>
  void Write(const T& value) {
    const auto wide = static_cast<uint64_t>(value);
    bytes_.append(reinterpret_cast<const char*>(&wide), sizeof wide);
  }
  void Write(const std::string& value) {
    Write(value.size());
    bytes_ += value;
  }
  void Write(std::string& value) { Write(std::as_const(value)); }
  template <class T>
  void Write(std::vector<T>& values) {
    Write(values.size());
    for (T& value : values) Write(value);
  }
  template <class T>
  void Write(std::map<std::string, T>& values) {
    Write(values.size());
    for (auto& [key, value] : values) {
      Write(key);
      Write(value);
    }
  }
  template <class T>
  void Write(std::optional<T>& value) {
    Write(value.has_value());
    if (value) Write(*value);
  }
  template <class T>
  requires std::is_class_v<T>
  void Write(T& value) { Fields(*this, value); }

  std::string bytes_;
};

// Reads what WireWriter wrote. Bytes that do not fit leave values unset and ok() false; lengths are
// checked against what is left before anything is allocated.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : bytes_(bytes) {}
  template <class... T>
  void operator()(T&... values) {
    (Read(values), ...);
  }
  // True if everything read so far was there, and nothing is left.
  bool ok() const { return ok_ && bytes_.empty(); }

 private:
  template <class T>
  requires std::is_arithmetic_v<T>
  void Read(T& value) {
    uint64_t wide = 0;
    if (bytes_.size() < sizeof wide) return Fail();
    std::memcpy(&wide, bytes_.data(), sizeof wide);
    bytes_.remove_prefix(sizeof wide);
    value = static_cast<T>(wide);
  }
  size_t ReadLength() {
    size_t length = 0;
    Read(length);
    if (length <= bytes_.size()) return length;
    Fail();
    return 0;
  }
  void Read(std::string& value) {
    const size_t length = ReadLength();
    value = bytes_.substr(0, length);
    bytes_.remove_prefix(length);
  }
  template <class T>
  void Read(std::vector<T>& values) {
    for (size_t left = ReadLength(); left > 0 && ok_; --left) Read(values.emplace_back());
  }
  template <class T>
  void Read(std::map<std::string, T>& values) {
    for (size_t left = ReadLength(); left > 0 && ok_; --left) {
      std::string key;
      Read(key);
      Read(values[key]);
    }
  }
  template <class T>
  void Read(std::optional<T>& value) {
    bool present = false;
    Read(present);
    if (present) Read(value.emplace());
  }
  template <class T>
  requires std::is_class_v<T>
  void Read(T& value) { Fields(*this, value); }
  void Fail() {
    ok_ = false;
    bytes_ = {};
  }

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_WIRE_H_
