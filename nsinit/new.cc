#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "commands.h"
#include "internal/files.h"
#include "internal/random_name.h"
#include "internal/suggest.h"
#include "libcontainer/error.h"
#include "templates.h"

namespace libcontainer::nsinit {
namespace {

std::string FindTemplate(const std::string& name) {
  std::vector<std::string> names;
  for (const Template& candidate : Templates()) {
    if (name == candidate.name) return candidate.text;
    names.emplace_back(candidate.name);
  }
  throw Error(ENOENT, "find template", name + internal::Suggestion(name, names));
}

void Replace(std::string& text, const std::string& from, const std::string& to) {
  if (const size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

// The schema that was installed with this program, or nothing.
std::string InstalledSchema() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto schema = program.parent_path() / "../share/libcontainer/docs/container.schema.json";
  return std::filesystem::exists(schema, error) ? schema.lexically_normal().string() : "";
}

// The sample as a file of its own: it names the schema where that is, and a group that no other
// container has.
std::string MakeConfig(std::string text) {
  const std::string key = R"(  "$schema": ")";
  const std::string end = "\",\n";
  const std::string schema = InstalledSchema();
  Replace(text, key + "../docs/container.schema.json" + end,
          schema.empty() ? "" : key + schema + end);
  Replace(text, R"("docker-koye")", '"' + internal::GenerateRandomName("docker-", 8) + '"');
  return text;
}

void WriteNewFile(const std::string& path, const std::string& text) {
  const UniqueFd file =
      internal::Open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644);
  const ssize_t count = ::write(file.get(), text.data(), text.size());
  if (count == static_cast<ssize_t>(text.size())) return;
  const int error = count < 0 ? errno : ENOSPC;
  ::unlink(path.c_str());
  throw Error(error, "write", path);
}

}  // namespace

int RunNew(const Globals& globals, const std::vector<std::string>& args) {
  const std::string name = args.empty() ? "minimal" : args[0];
  const std::string path = globals.data_path + "/container.json";
  WriteNewFile(path, MakeConfig(FindTemplate(name)));
  std::printf("%s is the template \"%s\"; see container.json(5) and nsinit check\n", path.c_str(),
              name.c_str());
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace libcontainer::nsinit
