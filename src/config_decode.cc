#include <algorithm>
#include <concepts>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "config_fields.h"
#include "internal/suggest.h"
#include "json.h"
#include "libcontainer/config.h"

namespace libcontainer {
namespace {

using internal::JoinKeys;
using internal::JsonArray;
using internal::JsonNumber;
using internal::JsonObject;
using internal::JsonValue;

// Names what was found where another type was expected.
struct Describe {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool) const { return "a boolean"; }
  std::string operator()(std::integral auto number) const { return std::to_string(number); }
  std::string operator()(const JsonNumber& number) const { return number.text.substr(0, 40); }
  std::string operator()(const std::string&) const { return "a string"; }
  std::string operator()(const JsonArray&) const { return "an array"; }
  std::string operator()(const JsonObject&) const { return "an object"; }
};

// Keys match without regard to case as in Go's decoder: by simple case folding, in which two
// letters outside ASCII fold to ASCII ones.
std::string Fold(std::string_view key) {
  constexpr std::string_view kLongS = "\xC5\xBF";
  constexpr std::string_view kKelvinSign = "\xE2\x84\xAA";
  std::string folded;
  for (size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    if (key.substr(i).starts_with(kLongS)) {
      folded += 's';
      i += kLongS.size() - 1;
    } else if (key.substr(i).starts_with(kKelvinSign)) {
      folded += 'k';
      i += kKelvinSign.size() - 1;
    } else {
      folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return folded;
}

// A null leaves plain values as they are and empties what can be absent.
template <typename T>
concept CanBeAbsent = !std::integral<T> && !std::same_as<T, std::string>;

// Fills targets from values and collects what is wrong instead of stopping at it.
class Decoder {
 public:
  void Decode(const JsonValue& value, const std::string& path, bool& target) {
    DecodeAs("a boolean", value, path, target);
  }
  void Decode(const JsonValue& value, const std::string& path, std::string& target) {
    DecodeAs("a string", value, path, target);
  }
  template <std::integral T>
  void Decode(const JsonValue& value, const std::string& path, T& target);
  template <typename T>
  void Decode(const JsonValue& value, const std::string& path, std::optional<T>& target);
  template <typename T>
  void Decode(const JsonValue& value, const std::string& path, std::vector<T>& target);
  template <typename T>
  void Decode(const JsonValue& value, const std::string& path, std::map<std::string, T>& target);
  template <typename T>
  void Decode(const JsonValue& value, const std::string& path, T& target);

  void WrongType(const std::string& expected, const JsonValue& value, const std::string& path) {
    problems_.push_back(
        {path, "expected " + expected + ", found " + std::visit(Describe(), value.data)});
  }

  // Once for each path, however often a file repeats it.
  void WarnUnknown(const std::string& path, const std::string& suggestion) {
    if (unknown_.insert(path).second) {
      warnings_.push_back(path + ": unknown key, ignored" + suggestion);
    }
  }

  const std::vector<ConfigProblem>& problems() const { return problems_; }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  template <typename T>
  void DecodeAs(const char* expected, const JsonValue& value, const std::string& path, T& target) {
    if (const T* found = value.As<T>()) {
      target = *found;
    } else {
      WrongType(expected, value, path);
    }
  }

  std::vector<ConfigProblem> problems_;
  std::vector<std::string> warnings_;
  std::set<std::string> unknown_;
};

// Gives the fields of one struct what the members of one object say; see VisitFields.
class ObjectReader {
 public:
  ObjectReader(Decoder& decoder, const std::string& path, const JsonObject& object)
      : decoder_(decoder), path_(path) {
    for (const internal::JsonMember& member : object) {
      members_.push_back({Fold(member.key), &member, false});
    }
  }

  template <typename T>
  void operator()(const char* key, T& target) {
    Each(key, [&](const JsonValue& value, const std::string& path) {
      if (!value.IsNull()) {
        decoder_.Decode(value, path, target);
      } else if constexpr (CanBeAbsent<T>) {
        target = {};
      }
    });
  }

  // The character code of the type, or the character.
  void DeviceType(const char* key, int32_t& target) {
    Each(key, [&](const JsonValue& value, const std::string& path) {
      const auto* text = value.As<std::string>();
      if (text != nullptr && (*text == "c" || *text == "b")) {
        target = *text == "c" ? int32_t{'c'} : int32_t{'b'};
      } else if (text != nullptr) {
        decoder_.WrongType(R"(99 or "c", 98 or "b")", value, path);
      } else if (!value.IsNull()) {
        decoder_.Decode(value, path, target);
      }
    });
  }

  // A resource limit, which is unlimited if it is -1.
  void Limit(const char* key, uint64_t& target) {
    Each(key, [&](const JsonValue& value, const std::string& path) {
      const auto* number = value.As<int64_t>();
      if (number != nullptr && *number == -1) {
        target = std::numeric_limits<uint64_t>::max();
      } else if (!value.IsNull()) {
        decoder_.Decode(value, path, target);
      }
    });
  }

  // A key that says something about the file and nothing about the struct.
  void Accept(std::string_view key) {
    for (Entry& entry : members_) entry.known |= entry.member->key == key;
  }

  // Warns of the members that nothing took.
  void WarnUnknown() {
    for (const Entry& entry : members_) {
      if (entry.known) continue;
      const std::string& key = entry.member->key;
      decoder_.WarnUnknown(JoinKeys(path_, key), internal::Suggestion(key, known_keys_));
    }
  }

 private:
  struct Entry {
    std::string folded_key;
    const internal::JsonMember* member;
    bool known;
  };

  template <typename F>
  void Each(const char* key, const F& decode) {
    known_keys_.emplace_back(key);
    for (Entry& entry : members_) {
      if (entry.folded_key != key) continue;
      entry.known = true;
      decode(entry.member->value, JoinKeys(path_, key));
    }
  }

  Decoder& decoder_;
  const std::string& path_;
  std::vector<Entry> members_;
  std::vector<std::string> known_keys_;
};

template <std::integral T>
void Decoder::Decode(const JsonValue& value, const std::string& path, T& target) {
  const auto assign = [&target](auto number) {
    const bool fits = std::in_range<T>(number);
    if (fits) target = static_cast<T>(number);
    return fits;
  };
  const auto* number = value.As<JsonNumber>();
  const bool too_large =
      number != nullptr && number->text.find_first_of(".eE") == std::string::npos;
  if (const auto* integer = value.As<int64_t>()) {
    if (assign(*integer)) return;
  } else if (const auto* large = value.As<uint64_t>()) {
    if (assign(*large)) return;
  } else if (!too_large) {
    WrongType("an integer", value, path);
    return;
  }
  WrongType("an integer from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
                std::to_string(std::numeric_limits<T>::max()),
            value, path);
}

template <typename T>
void Decoder::Decode(const JsonValue& value, const std::string& path, std::optional<T>& target) {
  if (!target) target.emplace();
  Decode(value, path, *target);
}

template <typename T>
void Decoder::Decode(const JsonValue& value, const std::string& path, std::vector<T>& target) {
  target.clear();
  const auto* array = value.As<JsonArray>();
  if (array == nullptr) return WrongType("an array", value, path);
  for (size_t i = 0; i < array->size(); ++i) {
    const JsonValue& element = (*array)[i];
    if (element.IsNull()) continue;
    Decode(element, path + "[" + std::to_string(i) + "]", target.emplace_back());
  }
}

template <typename T>
void Decoder::Decode(const JsonValue& value, const std::string& path,
                     std::map<std::string, T>& target) {
  const auto* object = value.As<JsonObject>();
  if (object == nullptr) return WrongType("an object", value, path);
  for (const internal::JsonMember& member : *object) {
    if (member.value.IsNull()) {
      target.erase(member.key);
    } else {
      Decode(member.value, JoinKeys(path, member.key), target[member.key]);
    }
  }
}

template <typename T>
void Decoder::Decode(const JsonValue& value, const std::string& path, T& target) {
  const auto* object = value.As<JsonObject>();
  if (object == nullptr) return WrongType("an object", value, path);
  ObjectReader reader(*this, path, *object);
  internal::VisitFields(reader, target);
  if constexpr (std::same_as<T, Config>) reader.Accept("$schema");
  reader.WarnUnknown();
}

}  // namespace

Config DecodeConfig(std::string_view json, std::vector<std::string>* warnings) {
  const internal::JsonDocument document = internal::ParseJson(json);
  Decoder decoder;
  Config config;
  // `null` is a configuration in which everything is absent.
  if (!document.value.IsNull()) decoder.Decode(document.value, "", config);
  if (warnings != nullptr) {
    std::ranges::copy(decoder.warnings(), std::back_inserter(*warnings));
    if (document.text_follows) warnings->emplace_back("text after the configuration, ignored");
  }
  if (!decoder.problems().empty()) throw ConfigError(decoder.problems());
  return config;
}

}  // namespace libcontainer
