#ifndef LIBCONTAINER_NSINIT_TEMPLATES_H_
#define LIBCONTAINER_NSINIT_TEMPLATES_H_

#include <span>

namespace libcontainer::nsinit {

// A file of sample_configs, without ".json", as the build found it.
struct Template {
  const char* name;
  const char* text;
};
std::span<const Template> Templates();

}  // namespace libcontainer::nsinit

#endif  // LIBCONTAINER_NSINIT_TEMPLATES_H_
