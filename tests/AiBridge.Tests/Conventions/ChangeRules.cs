using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>A change of what callers manage is saved by the one helper that checks, audits and refreshes; everything else that writes is named here.</summary>
internal static class ChangeRules
{
    /// <summary>What writes for nobody: not a change that somebody asks for.</summary>
    private static readonly string[] Others =
    [
        "Projects/Changes/PendingChange.cs", // the helper itself
        "Projects/Audit/AuditLog.cs", // entries of what was refused
        "Projects/FirstTokens.cs", // before there is anybody
        "Projects/TokenDirectory.cs", // when a token was used last
        "Secrets/KeyRingSetup.cs", // the keys of the ring themselves
        "Secrets/Ring/DatabaseRing.cs",
    ];

    private static readonly Regex Saving = new("^(SaveChanges(Async)?|ExecuteUpdate(Async)?|ExecuteDelete(Async)?|WriteTransactionAsync|BeginWriteAsync)$", RegexOptions.Compiled);

    /// <summary>The store's own housekeeping (records, retention, upgrades) is Storage's.</summary>
    public static IEnumerable<string> SavedElsewhere(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Folder != "Storage" && !Others.Contains(file.Path)
        from name in file.Names
        where Saving.IsMatch(name.Text)
        select file.At(name.SpanStart, $"{name.Text}: what callers change goes through ChangeExecutor");
}
