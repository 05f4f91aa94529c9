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
        foreach (var setting in SettingShape.Of(before.GetType()).Settings.Values)
        {
            var path = section.Length == 0 ? setting.Name : $"{section}:{setting.Name}";
            if (setting.Shape.Kind == SettingKind.Section)
            {
                // A section that is not there sets nothing.
                var nothing = Activator.CreateInstance(setting.Shape.Type)!;
                foreach (var inner in Of(setting.Of(before) ?? nothing, setting.Of(after) ?? nothing, path))
                    yield return inner;
            }
            else if (setting.Written(before) is var was && setting.Written(after) is var @is && !JsonNode.DeepEquals(was, @is))
            {
                yield return new SettingDifference(path, was, @is, setting.IsSecret);
            }
        }
    }
}

/// <param name="KeyPath">Where it stands.</param>
/// <param name="Before">The former value.</param>
/// <param name="After">The value in force now.</param>
/// <param name="IsSecret">The values may be secrets and are never repeated.</param>
internal sealed record SettingDifference(string KeyPath, JsonNode? Before, JsonNode? After, bool IsSecret);
