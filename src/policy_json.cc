#include "json_writer.h"
#include "libcontainer/policy.h"

namespace libcontainer {
namespace {

using internal::JsonWriter;

void WriteStrings(JsonWriter& writer, const char* key, const std::vector<std::string>& strings) {
  writer.Key(key);
  writer.Open('[');
  for (const std::string& string : strings) {
    writer.Item();
    writer.String(string);
  }
  writer.Close(']');
}

void WriteText(JsonWriter& writer, const std::string& key, const std::string& text) {
  if (text.empty()) return;
  writer.Key(key);
  writer.String(text);
}

void WriteNamespaces(JsonWriter& writer, const std::map<std::string, NamespaceId>& namespaces) {
  writer.Key("namespaces");
  writer.Open('{');
  for (const auto& [name, ns] : namespaces) {
    writer.Key(name);
    writer.Open('{');
    writer.Key("id");
    writer.Literal(std::to_string(ns.id));
    writer.Key("shared");
    writer.Literal(ns.shared ? "true" : "false");
    writer.Close('}');
  }
  writer.Close('}');
}

void WriteIdMappings(JsonWriter& writer, const char* key, const std::vector<IdMapping>& mappings) {
  if (mappings.empty()) return;
  writer.Key(key);
  writer.Open('[');
  for (const IdMapping& mapping : mappings) {
    writer.Item();
    writer.Open('{');
    writer.Key("container_id");
    writer.Literal(std::to_string(mapping.container_id));
    writer.Key("host_id");
    writer.Literal(std::to_string(mapping.host_id));
    writer.Key("size");
    writer.Literal(std::to_string(mapping.size));
    writer.Close('}');
  }
  writer.Close(']');
}

void WriteCapabilities(JsonWriter& writer, const CapabilitySets& sets) {
  writer.Key("capabilities");
  writer.Open('{');
  WriteStrings(writer, "effective", sets.effective);
  WriteStrings(writer, "permitted", sets.permitted);
  WriteStrings(writer, "inheritable", sets.inheritable);
  WriteStrings(writer, "bounding", sets.bounding);
  WriteStrings(writer, "ambient", sets.ambient);
  writer.Close('}');
}

void WriteLabels(JsonWriter& writer, const EffectivePolicy& policy) {
  WriteText(writer, "apparmor_profile", policy.apparmor.profile);
  WriteText(writer, "apparmor_mode", policy.apparmor.mode);
  WriteText(writer, "selinux_context", policy.selinux);
}

void WriteLimits(JsonWriter& writer, const std::map<std::string, std::string>& limits) {
  writer.Key("cgroups");
  writer.Open('{');
  for (const auto& [file, value] : limits) {
    writer.Key(file);
    writer.String(value);
  }
  writer.Close('}');
}

}  // namespace

std::string ToJson(const EffectivePolicy& policy) {
  JsonWriter writer;
  writer.Open('{');
  writer.Key("pid");
  writer.Literal(std::to_string(policy.pid));
  WriteNamespaces(writer, policy.namespaces);
  WriteIdMappings(writer, "uid_mappings", policy.uid_mappings);
  WriteIdMappings(writer, "gid_mappings", policy.gid_mappings);
  WriteCapabilities(writer, policy.capabilities);
  writer.Key("no_new_privileges");
  writer.Literal(policy.no_new_privileges ? "true" : "false");
  writer.Key("seccomp");
  writer.String(policy.seccomp);
  WriteLabels(writer, policy);
  WriteLimits(writer, policy.cgroups);
  WriteStrings(writer, "readonly_paths", policy.readonly_paths);
  WriteStrings(writer, "masked_paths", policy.masked_paths);
  writer.Close('}');
  return writer.Take();
}

}  // namespace libcontainer
