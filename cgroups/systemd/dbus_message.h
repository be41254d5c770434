#ifndef LIBCONTAINER_CGROUPS_SYSTEMD_DBUS_MESSAGE_H_
#define LIBCONTAINER_CGROUPS_SYSTEMD_DBUS_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// The few D-Bus messages and types that talking to systemd takes, as bytes. Little endian.
// Source: D-Bus specification, "Message Protocol".
namespace libcontainer::cgroups::systemd {

using StringPairs = std::vector<std::pair<std::string, std::string>>;
// The types b, t, s, au, ay and a(ss).
using Value = std::variant<bool, uint64_t, std::string, std::vector<uint32_t>, std::vector<uint8_t>,
                           StringPairs>;

// A property of a unit; its names and types are in org.freedesktop.systemd1(5).
struct Property {
  std::string name;
  Value value;
  bool operator==(const Property&) const = default;
};

enum class MessageType : uint8_t { kCall = 1, kReturn = 2, kError = 3, kSignal = 4 };

struct Message {
  MessageType type = MessageType::kCall;
  uint32_t serial = 0;
  uint32_t reply_serial = 0;
  std::string path;
  std::string interface;
  std::string member;
  std::string error;
  std::string destination;
  std::string signature;
  std::string body;
};

// Appends values in D-Bus's form; the arguments of a message, one after the other.
class Encoder {
 public:
  void Add(uint8_t number) { Append(number, 1); }
  void Add(uint32_t number) { Append(number, 4); }
  void Add(uint64_t number) { Append(number, 8); }
  void Add(bool value) { Append(value ? 1 : 0, 4); }
  void Add(std::string_view text);
  void Add(const std::vector<uint32_t>& numbers) { AddArray(numbers, 4); }
  void Add(const std::vector<uint8_t>& bytes) { AddArray(bytes, 1); }
  void Add(const std::pair<std::string, std::string>& pair);
  void Add(const StringPairs& pairs) { AddArray(pairs, 8); }
  void Add(const Property& property);
  void Add(const std::vector<Property>& properties) { AddArray(properties, 8); }
  void AddSignature(std::string_view signature);
  void Align(size_t alignment);
  const std::string& bytes() const { return bytes_; }
  size_t size() const { return bytes_.size(); }
  // The length of an array stands in front of it: its place is reserved, and filled at the end.
  struct ArrayStart {
    size_t length_at;
    size_t elements_at;
  };
  ArrayStart BeginArray(size_t alignment);
  void EndArray(ArrayStart start);

 private:
  void Append(uint64_t number, size_t size);
  // An array of elements of that alignment.
  template <class T>
  void AddArray(const std::vector<T>& elements, size_t alignment) {
    const ArrayStart start = BeginArray(alignment);
    for (const T& element : elements) Add(element);
    EndArray(start);
  }
  std::string bytes_;
};

// Takes values out of bytes that somebody else wrote. Throws Error: EBADMSG, they are cut short or
// not of that type.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : bytes_(bytes) {}
  uint8_t Byte();
  uint32_t Number();
  std::string String();
  std::string Signature();
  void Align(size_t alignment);
  size_t position() const { return position_; }

 private:
  std::string_view Take(size_t size);
  std::string_view bytes_;
  size_t position_ = 0;
};

// Bytes of a message that say how long all of it is.
inline constexpr size_t kFixedHeaderSize = 16;

std::string Encode(const Message& message);

// Length of the whole message of which `header` are the first kFixedHeaderSize bytes. Throws Error:
// EBADMSG, it is none, is big endian or is longer than 1 MiB.
size_t MessageSize(std::string_view header);

// Throws Error: EBADMSG.
Message Decode(std::string_view bytes);

}  // namespace libcontainer::cgroups::systemd

#endif  // LIBCONTAINER_CGROUPS_SYSTEMD_DBUS_MESSAGE_H_
