using Microsoft.Extensions.Options;
using Npgsql;

namespace Chat.Api.Limits;

/// <summary>How many rooms a user is a member of, asked whenever one is to be added.</summary>
internal sealed class RoomsOfUser(NpgsqlDataSource database, IOptions<LimitOptions> options)
{
    /// <exception cref="RefusedException"><c>too-many-rooms</c>.</exception>
    public async Task RequireAnotherAsync(string user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM (SELECT FROM members WHERE user_id = $1 LIMIT $2) AS joined");
        command.Parameters.AddWithValue(user);
        command.Parameters.AddWithValue(options.Value.RoomsPerUser);
        if ((long)(await command.ExecuteScalarAsync(cancellationToken))! >= options.Value.RoomsPerUser)
        {
            throw RefusedException.Conflict(ErrorCodes.TooManyRooms, $"A user is a member of at most {options.Value.RoomsPerUser} rooms.");
        }
    }
}
