namespace AiBridge.Contracts.Providers;

/// <summary>Who may set a setting; at a record, who may set those of its settings that say nothing. Without either: who may set the object it lies in.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class SettableByAttribute(SettingWriters writers) : Attribute
{
    public SettingWriters Writers { get; } = writers;
}

/// <summary>Who may set a setting.</summary>
[Flags]
public enum SettingWriters
{
    /// <summary>The configuration: files, environment, command line.</summary>
    File = 1,

    /// <summary>The server's API, <c>/api/v1/providers</c>.</summary>
    Server = 2,

    /// <summary>A project, in the <c>config</c> of its own provider.</summary>
    Project = 4,

    /// <summary>Everybody.</summary>
    All = File | Server | Project,
}
