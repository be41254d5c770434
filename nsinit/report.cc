#include "report.h"

#include <fcntl.h>
#include <unistd.h>

#include "internal/files.h"
#include "libcontainer/unique_fd.h"

namespace libcontainer::nsinit {
namespace {

UniqueFd& Log() {
  static UniqueFd log;
  return log;
}

void WriteLine(int fd, const std::string& line) {
  // A closed stderr or a full disk: there is no other place to tell it.
  [[maybe_unused]] const ssize_t count = ::write(fd, line.data(), line.size());
}

}  // namespace

void OpenLog(const std::string& path) {
  Log() = internal::Open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY, 0640);
}

std::string Printable(std::string_view text) {
  std::string printable(text);
  for (char& c : printable) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return printable;
}

void Report(std::string_view text) {
  const std::string line = "nsinit: " + Printable(text) + "\n";
  WriteLine(STDERR_FILENO, line);
  if (Log()) WriteLine(Log().get(), line);
}

void ReportAll(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) Report(text);
}

}  // namespace libcontainer::nsinit
