# socket-query.pl SOCKET USER DATABASE [SQL|-]: runs SQL (- reads it from standard input) over a unix socket that
# trusts us, and prints the rows.
# psql does as much, but the PostgreSQL binaries from npm come without it.
use strict;
use warnings;
use Socket;

my ($path, $user, $database, $sql) = @ARGV;
$sql = do { local $/; <STDIN> } if ($sql // "") eq "-";
socket(my $server, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
connect($server, pack_sockaddr_un($path)) or die "cannot connect to $path: $!\n";
$server->autoflush(1);

sub message { my ($kind, $body) = @_; print {$server} $kind, pack("N", 4 + length $body), $body }

sub take {
    my ($wanted) = @_;
    my $bytes = "";
    while (length $bytes < $wanted) {
        read($server, $bytes, $wanted - length $bytes, length $bytes) or die "the server closed the connection\n";
    }
    return $bytes;
}

# Reads until the server is ready again; returns the first error, printing rows on the way.
sub answer {
    my $error = "";
    while (1) {
        my ($kind, $length) = unpack("a1 N", take(5));
        my $body = $length > 4 ? take($length - 4) : "";
        if ($kind eq "E") {
            my %field = map { (substr($_, 0, 1), substr($_, 1)) } grep { length } split /\0/, $body;
            $error ||= $field{M} // "unknown error";
            die "$error\n" if ($field{V} // "") eq "FATAL";
        } elsif ($kind eq "D") {
            my $count = unpack("n", $body);
            my ($at, @cells) = (2);
            for (1 .. $count) {
                my $size = unpack("l>", substr($body, $at, 4));
                $at += 4;
                push @cells, $size < 0 ? "" : substr($body, $at, $size);
                $at += $size if $size > 0;
            }
            print join("\t", @cells), "\n";
        } elsif ($kind eq "Z") {
            return $error;
        }
    }
}

message("", pack("N", 196608) . "user\0$user\0database\0$database\0\0");
my $refused = answer();
if (!$refused && defined $sql) {
    message("Q", "$sql\0");
    $refused = answer();
}
message("X", "");
die "$refused\n" if $refused;
