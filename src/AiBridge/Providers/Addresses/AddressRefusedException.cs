namespace AiBridge.Providers.Addresses;

/// <summary>A guarded connection was not made: nowhere the host stands for is it allowed to go.</summary>
internal sealed class AddressRefusedException(string host)
    : Exception($"{host} has no address that Network:AllowPrivateNetwork or Network:AllowedHosts lets a provider made at runtime point at")
{
    /// <summary>Whether this is why an attempt failed.</summary>
    public static bool IsCauseOf(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is AddressRefusedException)
                return true;
        }

        return false;
    }
}
