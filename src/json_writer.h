#ifndef LIBCONTAINER_SRC_JSON_WRITER_H_
#define LIBCONTAINER_SRC_JSON_WRITER_H_

#include <string>
#include <string_view>

namespace libcontainer::internal {

// Lays out JSON text as Go's json.MarshalIndent did with a tab. What is opened has to be closed, and
// a value follows each key: nothing is checked.
class JsonWriter {
 public:
  // '{' or '[', and the bracket that ends it.
  void Open(char bracket);
  void Close(char bracket);

  // Begins the next value of an array, or the next member of an object.
  void Item();
  void Key(std::string_view key);

  void String(std::string_view text);
  // A number, true or false.
  void Literal(std::string_view text) { out_ += text; }

  std::string Take();

 private:
  bool NothingSinceOpen() const;
  void NewLine();

  std::string out_;
  size_t depth_ = 0;
};

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_JSON_WRITER_H_
