#include <cstdio>

#include "commands.h"
#include "libcontainer/config.h"
#include "report.h"

namespace libcontainer::nsinit {

int RunSpec(const Globals& globals) {
  std::vector<std::string> warnings;
  const Config config = LoadConfig(globals.data_path, &warnings);
  ReportAll(warnings);
  std::printf("Spec:\n%s\n", ToJson(config).c_str());
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace libcontainer::nsinit
