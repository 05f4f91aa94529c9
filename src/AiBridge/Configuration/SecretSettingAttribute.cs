namespace AiBridge.Configuration;

/// <summary>Marks a setting whose value may be a secret: no message ever repeats it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretSettingAttribute : Attribute;
