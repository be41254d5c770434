#ifndef LIBCONTAINER_SRC_JSON_H_
#define LIBCONTAINER_SRC_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// JSON text to and from values. The parser library stays behind this file.
namespace libcontainer::internal {

struct JsonValue;
struct JsonMember;
using JsonArray = std::vector<JsonValue>;
using JsonObject = std::vector<JsonMember>;  // in the order of the text, duplicate keys included

// A number with a fraction or an exponent, or beyond 64 bits: as it is written.
struct JsonNumber {
  std::string text;
};

// monostate is null. uint64_t holds only what int64_t cannot.
struct JsonValue {
  std::variant<std::monostate, bool, int64_t, uint64_t, JsonNumber, std::string, JsonArray,
               JsonObject>
      data;

  bool IsNull() const { return std::holds_alternative<std::monostate>(data); }
  template <typename T>
  const T* As() const {
    return std::get_if<T>(&data);
  }
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

struct JsonDocument {
  JsonValue value;
  bool text_follows = false;  // something that is not white space stands after the value
};

// Parses the first JSON value of `text`. Bytes that are not UTF-8 and escaped surrogates without
// their other half become U+FFFD.
// Throws ConfigError: not JSON, with line and column (in characters, from 1); a number that no
// double holds, with its key path; nested deeper than 1000 levels.
JsonDocument ParseJson(std::string_view text);

// Appends `text` as a JSON string, quotes included: `<`, `>`, `&`, U+2028 and U+2029 are escaped,
// of the control characters only newline and carriage return have a short form, and bytes that are
// not UTF-8 become \ufffd.
void AppendJsonString(std::string& out, std::string_view text);

// `text` as a JSON string, for messages: no escape sequence of a file reaches the terminal.
std::string Quoted(std::string_view text);

// `path`.`key`, or `key` alone at the top; the key is escaped as in a JSON string.
std::string JoinKeys(const std::string& path, std::string_view key);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_JSON_H_
