using AiBridge.Projects;

namespace AiBridge.Providers.Changes;

/// <summary>What every way to use a stored secret asks for, beside <see cref="Stored.SecretDestination"/>.</summary>
internal static class SecretLinks
{
    public const string GoesElsewhere = "must be given anew: it would go to another address, or in another form, than it was given for";

    /// <summary>Whoever names a stored secret may write secrets: else one could send to oneself what one may not even see.</summary>
    /// <exception cref="RefusedException">403.</exception>
    public static void Demand(Caller caller)
    {
        if (!caller.Token.Allows(PermissionNames.WriteSecrets))
            throw RefusedException.Lacking(PermissionNames.WriteSecrets);
    }
}
