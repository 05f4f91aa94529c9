using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.Configuration;

/// <summary>Where two readings of the same options differ.</summary>
internal static class SettingDifferences
{
    /// <summary>Setting by setting, under its key path: <c>Recording:RetentionDays</c>. Lists and maps are one setting each.</summary>
    /// <param name="before">Options.</param>
    /// <param name="after">Options of the same type.</param>
    /// <param name="section">The key path they lie under; empty for the root.</param>
    public static IEnumerable<SettingDifference> Of(object before, object after, string section = "")
    {
        foreach (var property in SettingShape.Of(before.GetType()).Properties.Values)
        {
            var path = section.Length == 0 ? property.Name : $"{section}:{property.Name}";
            var (former, now) = (property.GetValue(before)!, property.GetValue(after)!);
            if (SettingShape.Of(property.PropertyType).Kind == SettingKind.Section)
            {
                foreach (var inner in Of(former, now, path))
                    yield return inner;
            }
            else if (JsonSerializer.SerializeToNode(former) is var was && JsonSerializer.SerializeToNode(now) is var @is && !JsonNode.DeepEquals(was, @is))
            {
                yield return new SettingDifference(path, was, @is, property.GetCustomAttribute<SecretSettingAttribute>() is not null);
            }
        }
    }
}

/// <param name="KeyPath">Where it stands.</param>
/// <param name="Before">The former value.</param>
/// <param name="After">The value in force now.</param>
/// <param name="IsSecret">The values may be secrets and are never repeated.</param>
internal sealed record SettingDifference(string KeyPath, JsonNode? Before, JsonNode? After, bool IsSecret);
