#include "json_writer.h"

#include <utility>

#include "json.h"

namespace libcontainer::internal {

void JsonWriter::Open(char bracket) {
  out_ += bracket;
  ++depth_;
}

void JsonWriter::Close(char bracket) {
  --depth_;
  if (!NothingSinceOpen()) NewLine();
  out_ += bracket;
}

void JsonWriter::Item() {
  if (!NothingSinceOpen()) out_ += ',';
  NewLine();
}

void JsonWriter::Key(std::string_view key) {
  Item();
  AppendJsonString(out_, key);
  out_ += ": ";
}

void JsonWriter::String(std::string_view text) { AppendJsonString(out_, text); }

std::string JsonWriter::Take() { return std::move(out_); }

// No value ends in an opening bracket, so one at the end means that nothing was written since.
bool JsonWriter::NothingSinceOpen() const { return out_.back() == '{' || out_.back() == '['; }

void JsonWriter::NewLine() {
  out_ += '\n';
  out_.append(depth_, '\t');
}

}  // namespace libcontainer::internal
