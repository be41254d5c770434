#include "json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "internal/utf8.h"
#include "libcontainer/error.h"

namespace libcontainer::internal {
namespace {

constexpr size_t kMaxDepth = 1000;

// "\uXXXX" at the start of `text`.
std::optional<unsigned> EscapedUnit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  for (const char c : text.substr(2, 4)) {
    constexpr std::string_view kDigits = "0123456789abcdef0123456789ABCDEF";
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    unit = (unit << 4) + static_cast<unsigned>(digit % 16);
  }
  return unit;
}

// Length of the escape sequence that `text` starts with: two escapes if they are a surrogate pair.
// `*replace` is set for half a pair.
size_t EscapeLength(std::string_view text, bool* replace) {
  const std::optional<unsigned> unit = EscapedUnit(text);
  *replace = false;
  if (!unit) return std::min<size_t>(2, text.size());
  if (*unit < 0xD800 || *unit > 0xDFFF) return 6;
  const std::optional<unsigned> next = EscapedUnit(text.substr(6));
  if (*unit < 0xDC00 && next && *next >= 0xDC00 && *next <= 0xDFFF) return 12;
  *replace = true;
  return 6;
}

// The parser refuses text that is not UTF-8, and half surrogate pairs; the format accepts both.
std::string ReplaceInvalid(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    bool replace = false;
    const size_t length = rest[0] == '\\' ? EscapeLength(rest, &replace) : Utf8Length(rest);
    if (length == 0) {
      valid += kReplacementCharacter;
    } else {
      valid += replace ? std::string_view("\\ufffd") : rest.substr(0, length);
    }
    i += std::max<size_t>(length, 1);
  }
  return valid;
}

// "line 3, column 7: " of the character at `offset`. Characters and not bytes, so that replaced
// bytes do not move the column.
std::string Position(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line = static_cast<size_t>(std::ranges::count(before, '\n')) + 1;
  const size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto begins_character = [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; };
  const auto column = std::ranges::count_if(before.substr(line_begin), begins_character) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
}

// What the parser says, without its own prefix, position and quotation of the input.
std::string Reason(std::string_view message) {
  const size_t dash = message.find(" - ");
  if (dash != std::string_view::npos) message.remove_prefix(dash + 3);
  return std::string(message.substr(0, message.find("; last read: ")));
}

// Builds the value from the events of nlohmann's parser, whose names these are.
class Builder {
 public:
  Builder(std::string_view text, JsonValue* root) : text_(text), root_(root) {}

  bool null() { return Add(JsonValue{}); }
  bool boolean(bool value) { return Add({value}); }
  bool number_integer(int64_t value) { return Add({value}); }
  bool number_unsigned(uint64_t value) {
    if (std::in_range<int64_t>(value)) return Add({static_cast<int64_t>(value)});
    return Add({value});
  }
  bool number_float(double, const std::string& text) { return Add({JsonNumber{text}}); }
  bool string(std::string& value) { return Add({std::move(value)}); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(size_t) { return Open({JsonObject()}); }
  bool key(std::string& key) {
    std::get<JsonObject>(open_.back()->data).push_back({std::move(key), {}});
    return true;
  }
  bool end_object() { return Close(); }
  bool start_array(size_t) { return Open({JsonArray()}); }
  bool end_array() { return Close(); }
  bool parse_error(size_t position, const std::string& token, const nlohmann::json::exception& e) {
    constexpr int kNumberOverflow = 406;
    if (e.id == kNumberOverflow) {
      problem_ = {Path(), "number out of range: " + token.substr(0, 40)};
    } else {
      // The position counts the characters read, the offending one or the end included.
      const size_t offset = std::min(position > 0 ? position - 1 : 0, text_.size());
      problem_ = {"", Position(text_, offset) + Reason(e.what())};
    }
    return false;
  }

  const ConfigProblem& problem() const { return problem_; }

 private:
  JsonValue* Place(JsonValue value) {
    if (open_.empty()) {
      *root_ = std::move(value);
      return root_;
    }
    if (auto* array = std::get_if<JsonArray>(&open_.back()->data)) {
      return &array->emplace_back(std::move(value));
    }
    JsonMember& member = std::get<JsonObject>(open_.back()->data).back();
    member.value = std::move(value);
    return &member.value;
  }

  bool Add(JsonValue value) {
    Place(std::move(value));
    return true;
  }

  bool Open(JsonValue value) {
    if (open_.size() == kMaxDepth) {
      problem_ = {"", "nested deeper than " + std::to_string(kMaxDepth) + " levels"};
      return false;
    }
    open_.push_back(Place(std::move(value)));
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  // Key path of the value that comes next.
  std::string Path() const {
    std::string path;
    for (const JsonValue* value : open_) {
      if (const auto* array = value->As<JsonArray>()) {
        path += "[" + std::to_string(array->size() - (value == open_.back() ? 0 : 1)) + "]";
      } else {
        path = JoinKeys(path, std::get<JsonObject>(value->data).back().key);
      }
    }
    return path;
  }

  std::string_view text_;
  JsonValue* root_;
  std::vector<JsonValue*> open_;  // the arrays and objects around the next value, outermost first
  ConfigProblem problem_;
};

// An iterator over characters that tells how far it was read. (A stream would do as well, but
// brings the whole locale machinery of the C++ library into every program.)
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

void AppendEscaped(std::string& out, unsigned char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u00";
  out += kDigits[c >> 4];
  out += kDigits[c & 15];
}

void AppendAscii(std::string& out, char c) {
  constexpr std::string_view kEscapedForHtml = "<>&";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c < 0x20 || kEscapedForHtml.find(c) != std::string_view::npos) {
    AppendEscaped(out, static_cast<unsigned char>(c));
  } else {
    out += c;
  }
}

}  // namespace

JsonDocument ParseJson(std::string_view text) {
  const std::string valid = ReplaceInvalid(text);
  // The parser takes this byte for a byte order mark, and would skip one.
  if (valid.starts_with('\xEF')) {
    throw ConfigError({ConfigProblem{"", "line 1, column 1: not JSON (a byte order mark?)"}});
  }
  const char* position = valid.data();
  const char* const end = position + valid.size();
  JsonDocument document;
  Builder builder(valid, &document.value);
  constexpr bool kWholeInput = false;
  if (!nlohmann::json::sax_parse(Cursor(position, &position), Cursor(end, nullptr), &builder,
                                 nlohmann::json::input_format_t::json, kWholeInput)) {
    throw ConfigError(std::vector{builder.problem()});
  }
  const std::string_view rest(position, static_cast<size_t>(end - position));
  document.text_follows = rest.find_first_not_of(" \t\r\n") != std::string_view::npos;
  return document;
}

void AppendJsonString(std::string& out, std::string_view text) {
  constexpr std::string_view kLineSeparator = "\xE2\x80\xA8";
  constexpr std::string_view kParagraphSeparator = "\xE2\x80\xA9";
  out += '"';
  for (size_t i = 0; i < text.size();) {
    const size_t length = Utf8Length(text.substr(i));
    const std::string_view character = text.substr(i, length);
    if (length == 0) {
      out += "\\ufffd";
    } else if (length == 1) {
      AppendAscii(out, character[0]);
    } else if (character == kLineSeparator) {
      out += "\\u2028";
    } else if (character == kParagraphSeparator) {
      out += "\\u2029";
    } else {
      out += character;
    }
    i += std::max<size_t>(length, 1);
  }
  out += '"';
}

std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonString(quoted, text);
  return quoted;
}

std::string JoinKeys(const std::string& path, std::string_view key) {
  std::string joined = path.empty() ? path : path + ".";
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  if (std::all_of(key.begin(), key.end(), is_plain)) return joined.append(key);
  const std::string quoted = Quoted(key);
  return joined.append(quoted, 1, quoted.size() - 2);
}

}  // namespace libcontainer::internal
