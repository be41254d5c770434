#include "dbus_message.h"

#include <cerrno>
#include <iterator>

#include "libcontainer/error.h"

namespace libcontainer::cgroups::systemd {
namespace {

constexpr uint8_t kLittleEndian = 'l';
constexpr uint8_t kVersion = 1;
constexpr size_t kLongestMessage = 1 << 20;

enum Field : uint8_t {
  kPath = 1,
  kInterface = 2,
  kMember = 3,
  kErrorName = 4,
  kReplySerial = 5,
  kDestination = 6,
  kSignature = 8,
};

[[noreturn]] void ThrowMalformed(const char* what) {
  throw Error(EBADMSG, std::string("read ") + what + " of", "D-Bus message");
}

size_t RoundUp(size_t size, size_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

std::string_view SignatureOf(const Value& value) {
  // In the order of the alternatives.
  constexpr std::string_view kSignatures[] = {"b", "t", "s", "au", "ay", "a(ss)"};
  static_assert(std::size(kSignatures) == std::variant_size_v<Value>);
  return kSignatures[value.index()];
}

void AddField(Field field, std::string_view type, const std::string& text, Encoder& encoder) {
  if (text.empty()) return;
  encoder.Align(8);
  encoder.Add(static_cast<uint8_t>(field));
  encoder.AddSignature(type);
  if (type == "g") {
    encoder.AddSignature(text);
  } else {
    encoder.Add(std::string_view(text));
  }
}

std::string* TextOf(uint8_t field, Message& message) {
  switch (field) {
    case kPath:
      return &message.path;
    case kInterface:
      return &message.interface;
    case kMember:
      return &message.member;
    case kErrorName:
      return &message.error;
    case kDestination:
      return &message.destination;
    default:
      return nullptr;
  }
}

void DecodeField(Decoder& decoder, Message& message) {
  decoder.Align(8);
  const uint8_t field = decoder.Byte();
  const std::string type = decoder.Signature();
  if (type == "u") {
    const uint32_t number = decoder.Number();
    if (field == kReplySerial) message.reply_serial = number;
  } else if (type == "g") {
    std::string text = decoder.Signature();
    if (field == kSignature) message.signature = std::move(text);
  } else if (type == "s" || type == "o") {
    std::string text = decoder.String();
    if (std::string* const target = TextOf(field, message)) *target = std::move(text);
  } else {
    ThrowMalformed("header field");
  }
}

}  // namespace

void Encoder::Append(uint64_t number, size_t size) {
  Align(size);
  for (size_t i = 0; i < size; ++i) bytes_ += static_cast<char>(number >> (8 * i));
}

void Encoder::Align(size_t alignment) { bytes_.resize(RoundUp(bytes_.size(), alignment)); }

void Encoder::Add(std::string_view text) {
  Append(text.size(), 4);
  bytes_.append(text).push_back('\0');
}

void Encoder::AddSignature(std::string_view signature) {
  Append(signature.size(), 1);
  bytes_.append(signature).push_back('\0');
}

void Encoder::Add(const std::pair<std::string, std::string>& pair) {
  Align(8);
  Add(std::string_view(pair.first));
  Add(std::string_view(pair.second));
}

void Encoder::Add(const Property& property) {
  Align(8);
  Add(std::string_view(property.name));
  AddSignature(SignatureOf(property.value));
  std::visit([this](const auto& value) { Add(value); }, property.value);
}

Encoder::ArrayStart Encoder::BeginArray(size_t alignment) {
  Append(0, 4);
  const size_t length_at = size() - sizeof(uint32_t);
  Align(alignment);
  return {length_at, size()};
}

void Encoder::EndArray(ArrayStart start) {
  const uint64_t length = size() - start.elements_at;
  for (size_t i = 0; i < sizeof(uint32_t); ++i) {
    bytes_[start.length_at + i] = static_cast<char>(length >> (8 * i));
  }
}

std::string_view Decoder::Take(size_t size) {
  if (size > bytes_.size() - position_) ThrowMalformed("the end");
  const std::string_view taken = bytes_.substr(position_, size);
  position_ += size;
  return taken;
}

void Decoder::Align(size_t alignment) { Take(RoundUp(position_, alignment) - position_); }

uint8_t Decoder::Byte() { return static_cast<uint8_t>(Take(1).front()); }

uint32_t Decoder::Number() {
  Align(sizeof(uint32_t));
  uint32_t number = 0;
  for (int shift = 0; shift < 32; shift += 8) number |= uint32_t{Byte()} << shift;
  return number;
}

std::string Decoder::String() {
  std::string text(Take(Number()));
  if (Byte() != 0) ThrowMalformed("a string");
  return text;
}

std::string Decoder::Signature() {
  std::string text(Take(Byte()));
  if (Byte() != 0) ThrowMalformed("a signature");
  return text;
}

std::string Encode(const Message& message) {
  Encoder header;
  for (const uint8_t byte :
       {kLittleEndian, static_cast<uint8_t>(message.type), uint8_t{0}, kVersion}) {
    header.Add(byte);
  }
  header.Add(static_cast<uint32_t>(message.body.size()));
  header.Add(message.serial);
  const Encoder::ArrayStart fields = header.BeginArray(8);
  AddField(kPath, "o", message.path, header);
  AddField(kInterface, "s", message.interface, header);
  AddField(kMember, "s", message.member, header);
  AddField(kDestination, "s", message.destination, header);
  AddField(kSignature, "g", message.signature, header);
  header.EndArray(fields);
  header.Align(8);
  return header.bytes() + message.body;
}

size_t MessageSize(std::string_view header) {
  Decoder decoder(header);
  if (decoder.Byte() != kLittleEndian) ThrowMalformed("byte order");
  decoder.Byte();
  decoder.Byte();
  if (decoder.Byte() != kVersion) ThrowMalformed("version");
  const size_t body = decoder.Number();
  decoder.Number();
  const size_t fields = decoder.Number();
  if (body > kLongestMessage || fields > kLongestMessage) ThrowMalformed("length");
  return RoundUp(kFixedHeaderSize + fields, 8) + body;
}

Message Decode(std::string_view bytes) {
  if (bytes.size() != MessageSize(bytes)) ThrowMalformed("length");
  Message message;
  Decoder decoder(bytes);
  decoder.Byte();
  message.type = static_cast<MessageType>(decoder.Byte());
  decoder.Byte();
  decoder.Byte();
  const size_t body = decoder.Number();
  message.serial = decoder.Number();
  const size_t fields_end = kFixedHeaderSize + decoder.Number();
  while (decoder.position() < fields_end) DecodeField(decoder, message);
  if (decoder.position() != fields_end) ThrowMalformed("header fields");
  message.body = bytes.substr(bytes.size() - body);
  return message;
}

}  // namespace libcontainer::cgroups::systemd
