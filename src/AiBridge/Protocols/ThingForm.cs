using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>What an object says that it is, as far as it decides whether an id in it names something of the provider's.</summary>
[Flags]
internal enum ThingForm
{
    None = 0,

    /// <summary>A file's content is meant; beside such forms stand citations, and files that a tool has made.</summary>
    File = 1,

    /// <summary>A skill that everybody has.</summary>
    VendorsSkill = 2,
    ContainerReference = 4,

    /// <summary>Its input has members of any name.</summary>
    ToolUse = 8,
}

internal static class ThingForms
{
    /// <summary>Of several types only the upstream knows which one counts: what one of them forbids is forbidden, what is allowed all must allow.</summary>
    /// <param name="name">The member that holds it.</param>
    /// <param name="value">It.</param>
    public static ThingForm Of(JsonText name, JsonValue value)
    {
        var any = IsFilesName(name) ? ThingForm.File : ThingForm.None;
        var all = ThingForm.VendorsSkill | ThingForm.ToolUse;
        var typed = false;
        foreach (var member in value.Members())
        {
            if (!member.Key.IsAnyCase("type"u8))
                continue;
            var form = OfType(member.Value.Text);
            typed = true;
            any |= form;
            all &= form;
        }

        return (any & (ThingForm.File | ThingForm.ContainerReference)) | (typed ? all : ThingForm.None);
    }

    private static ThingForm OfType(JsonText type)
    {
        if (type.Is("input_file"u8) || type.Is("input_image"u8) || type.Is("computer_screenshot"u8) || type.Is("container_upload"u8) || type.Is("file"u8) || type.Is("image_file"u8))
            return ThingForm.File;
        if (type.Is("anthropic"u8))
            return ThingForm.VendorsSkill;
        // What ran in a container goes on in it, where a tool asks for one by itself.
        if (type.Is("container_reference"u8) || type.Is("code_interpreter_call"u8))
            return ThingForm.ContainerReference;
        return type.EndsWith("tool_use"u8) ? ThingForm.ToolUse : ThingForm.None;
    }

    private static bool IsFilesName(JsonText name) => name.IsAnyCase("file"u8) || name.IsAnyCase("source"u8) || name.IsAnyCase("input_image_mask"u8);
}
