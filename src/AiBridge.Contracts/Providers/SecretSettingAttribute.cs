namespace AiBridge.Contracts.Providers;

/// <summary>Marks a setting whose value may be a secret: it is stored encrypted, never told again but as a masked hint, and no message repeats it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretSettingAttribute : Attribute;
